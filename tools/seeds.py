"""The seed with invented site ids and invented verifications, so that every service runs in tests and benchmarks."""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

# Not from the settings: they read VAR when they are imported, and `make bench` sets it after that.
_SEED = Path(__file__).resolve().parents[1] / "proviso_site" / "seed" / "proviso.toml"
SITE_IDS = {"hubspot": "1234567", "hotjar": "7654321", "google-ads": "AW-1234567"}
# Cloudflare stays unverified: the policy then still shows its honest text about transfers.
_VERIFIED = ("hubspot", "hotjar", "google")
_ON_THE_LIST = ("hubspot", "google")


def seed_with_running_services(today: date, site_ids: Mapping[str, str] = SITE_IDS) -> str:
    """Return the seed with site ids, and as if staff had verified the transfers of the optional services on a day."""
    text = _SEED.read_text(encoding="utf-8")
    for adapter, site_id in site_ids.items():
        text = _after(text, rf'adapter = "{adapter}"', f'site_id = "{site_id}"')
    for key in _VERIFIED:
        text = _after(text, rf'\[\[vendors\]\]\nkey = "{key}"', f"sub_processors_checked_on = {today}")
    text = re.sub(r"^checked_on = .*$", f"checked_on = {today}", text, flags=re.MULTILINE)
    text = text.replace('tool = "scc"', 'tool = "dpf"')  # said of HubSpot; clauses are never verified
    entries = (
        f'[[framework_entries]]\nvendor = "{key}"\nentity = "{key.title()}"\nstatus = "active"\n'
        f"covers_others = true\nchecked_on = {today}\n"
        for key in _ON_THE_LIST
    )
    return "\n".join([text, *entries])


def _after(text: str, pattern: str, line: str) -> str:
    return re.sub(rf"^({pattern})$", rf"\1\n{line}", text, flags=re.MULTILINE)


def seed_with_site_ids(folder: Path, today: date) -> Path:
    """Write ``seed_with_running_services`` into a folder; return the path."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "seed-with-site-ids.toml"
    file.write_text(seed_with_running_services(today), encoding="utf-8")
    return file
