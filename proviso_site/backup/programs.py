"""PostgreSQL's own programs: those of the embedded server, or the machine's."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from django.conf import settings

from proviso_site.backup.errors import BackupError
from proviso_site.embedded.errors import EmbeddedError
from proviso_site.embedded.postgres import binaries


def run(name: str, *arguments: str, database: str | None = None) -> None:
    """Run a program on the site's database or another on its server; no password shows among the arguments.

    Raises ``BackupError`` with the last line that it said.
    """
    command = [_program(name), *arguments]
    environment = os.environ | _where(database)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip()] or ["nothing"]
        raise BackupError(f"{name} failed: {said[-1]}")


def _program(name: str) -> str:
    try:
        ours: Path | None = binaries() / name
    except EmbeddedError:
        ours = None
    found = str(ours) if ours and ours.exists() else shutil.which(name)
    if found is None:
        raise BackupError(f"{name} is not installed: install requirements-run.txt, or PostgreSQL's client programs.")
    return found


def _where(database: str | None) -> dict[str, str]:
    facts: dict[str, Any] = settings.DATABASES["default"]
    named = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    told = {variable: str(facts[name]) for variable, name in named.items() if facts.get(name)}
    return told | {"PGDATABASE": database or str(facts["NAME"]), "LC_ALL": "C"}
