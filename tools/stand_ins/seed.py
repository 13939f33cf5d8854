"""The seed of a development site: our own, with the ids of stand-ins and invented verifications of transfers."""

from datetime import date
from pathlib import Path

from tools.seeds import seed_with_running_services

# Zeros: no vendor gives such an id, and no site without stand-ins starts a service with one.
SITE_IDS = {"hubspot": "0000000", "hotjar": "0000000", "google-ads": "AW-0000000"}


def write_seed(var: Path, today: date) -> Path:
    """Write the seed into ``var`` and return its path."""
    file = var / "stand-ins.toml"
    heading = "# Development only: the site ids are those of stand-ins, and nobody has verified these transfers.\n"
    file.write_text(heading + seed_with_running_services(today, SITE_IDS), encoding="utf-8")
    return file
