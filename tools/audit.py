"""`make audit`: run `audit_cookies` on the site that `make run` runs, with that run's address and settings."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
NOT_RUNNING = 2  # as audit_cookies, when the site does not answer


def main(arguments: list[str]) -> int:
    """Audit the running site, or that of an address among the arguments; return the exit code."""
    var = Path(os.environ.get("VAR") or ROOT / "var").absolute()
    run = _running_site(var)
    if run is None:
        print(f"The site of VAR={var} does not run: start it with make run in another terminal.", file=sys.stderr)
        return NOT_RUNNING
    environment = os.environ | run["environment"] | {"PROVISO_BASE_URL": run["base_url"], "VAR": str(var)}
    command = [sys.executable, str(ROOT / "manage.py"), "audit_cookies", *arguments]
    return subprocess.run(command, env=environment, check=False).returncode


def _running_site(var: Path) -> dict[str, Any] | None:
    try:
        facts: dict[str, Any] = json.loads((var / "dev.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return facts


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
