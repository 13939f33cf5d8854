"""The seed with invented site ids, so that every service runs in tests and benchmarks."""

import re
from pathlib import Path

# Not from the settings: they read VAR when they are imported, and `make bench` sets it after that.
_SEED = Path(__file__).resolve().parents[1] / "proviso_site" / "seed" / "proviso.toml"
SITE_IDS = {"hubspot": "1234567", "hotjar": "7654321", "google-ads": "AW-1234567"}


def seed_with_site_ids(folder: Path) -> Path:
    """Write the seed with ``SITE_IDS`` into a folder; return the path."""
    text = _SEED.read_text(encoding="utf-8")
    for adapter, site_id in SITE_IDS.items():
        text = re.sub(rf'^(adapter = "{adapter}")$', rf'\1\nsite_id = "{site_id}"', text, flags=re.MULTILINE)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "seed-with-site-ids.toml"
    file.write_text(text, encoding="utf-8")
    return file
