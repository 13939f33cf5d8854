"""Run PostgreSQL's programs: the embedded server's, or else the machine's."""

import os
import shutil
import subprocess
from typing import Any

from django.conf import settings

from proviso_site.backup.errors import BackupError
from proviso_site.embedded.errors import EmbeddedError
from proviso_site.embedded.postgres import binaries


def run(name: str, *arguments: str, database: str | None = None) -> None:
    """Run a program on the site's database, or on another ``database`` of the same server.

    Raises ``BackupError`` with the last line of its error output.
    """
    command = [_program(name), *arguments]
    environment = os.environ | _connection_variables(database)  # not arguments, which other users can read
    process = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if process.returncode:
        lines = process.stderr.strip().splitlines() or ["no output"]
        raise BackupError(f"{name} failed: {lines[-1]}")


def _program(name: str) -> str:
    try:
        if (embedded := binaries() / name).exists():
            return str(embedded)
    except EmbeddedError:
        pass
    if program := shutil.which(name):
        return program
    raise BackupError(f"{name} is not installed: install requirements-run.txt, or PostgreSQL's client programs.")


def _connection_variables(database: str | None) -> dict[str, str]:
    configuration: dict[str, Any] = settings.DATABASES["default"]
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    variables = {variable: str(configuration[name]) for variable, name in names.items() if configuration.get(name)}
    return variables | {"PGDATABASE": database or str(configuration["NAME"]), "LC_ALL": "C"}
