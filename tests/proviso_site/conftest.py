"""The site as the containers run it."""

import os
import subprocess
import sys

import pytest

from proviso_site.settings.places import BASE_DIR
from tests.databases import create_migrated
from tests.production import COMPLETE

DATABASE = "production"


@pytest.fixture(scope="session")
def production(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the containers get: secrets as files, a database that is migrated, static files collected."""
    folder = tmp_path_factory.mktemp("production")
    server = os.environ["DATABASE_URL"].rpartition("/")[0]
    create_migrated(DATABASE)
    secrets = {
        "DATABASE_URL": f"{server}/{DATABASE}",
        "REDIS_URL": os.environ["REDIS_URL"].rpartition("/")[0] + "/3",
        "SECRET_KEY": COMPLETE["SECRET_KEY"],
        "EXPORT_IDENTITY": COMPLETE["EXPORT_IDENTITY"],
    }
    variables = {name: value for name, value in COMPLETE.items() if name not in secrets}
    for name, value in secrets.items():
        (folder / name).write_text(value + "\n")
        variables[f"{name}_FILE"] = str(folder / name)
    variables |= {"PATH": os.environ["PATH"], "PYTHONPATH": str(BASE_DIR), "VAR": str(folder), "TRUSTED_PROXIES": "*"}
    for command in (["migrate", "--no-input"], ["collectstatic", "--no-input"]):
        done = subprocess.run(
            [sys.executable, "-m", "django", *command],
            env=variables, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    return variables
