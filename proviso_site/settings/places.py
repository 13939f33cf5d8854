"""Folders of the project and of its data."""

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("VAR") or BASE_DIR / "var").absolute()
