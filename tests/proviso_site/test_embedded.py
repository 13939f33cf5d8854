"""The embedded services, for real: every test has a VAR of its own."""

import os
import pwd
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from proviso_site.embedded import EmbeddedError, Services, postgres, prepare
from proviso_site.embedded.processes import choose_port, is_alive, launch, reaching_as, wait_until
from proviso_site.embedded.secrets import remember
from proviso_site.settings.places import BASE_DIR


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    """Services of a folder with a space in its name and a long path, that only root may enter when we are root."""
    home = tmp_path / "a home"
    home.mkdir(mode=0o700)
    mine = Services(home / ("long " * 20).strip() / "var", {"fsync": "off"})
    yield mine
    mine.detach()


def _pids(services: Services) -> tuple[int, int]:
    postmaster = int((services.postgres.data / "postmaster.pid").read_text().splitlines()[0])
    return postmaster, int(redis.Redis.from_url(services.valkey.url).info("server")["process_id"])


def test_attach_starts_both_and_the_last_to_leave_stops_them(services: Services) -> None:
    services.attach()
    postmaster, valkey = _pids(services)
    other = Services(services.var)
    other.attach()
    assert _pids(other) == (postmaster, valkey)

    other.detach()
    assert services.first_dead() is None
    services.detach()
    assert not is_alive(postmaster)
    assert wait_until(lambda: not is_alive(valkey), 5)


def test_modes_of_parent_folders_stay_and_secrets_are_private(services: Services) -> None:
    services.attach()
    assert services.var.parents[1].stat().st_mode & 0o777 == 0o700
    for name in ("postgresql.password", "valkey.password", "valkey/valkey.conf"):
        assert (services.var / name).stat().st_mode & 0o777 == 0o600
    assert services.postgres.data.stat().st_mode & 0o777 == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has a privilege to drop")
def test_postgres_of_root_runs_as_somebody_else(services: Services) -> None:
    services.attach()
    assert Path(f"/proc/{_pids(services)[0]}").stat().st_uid != 0


def test_services_listen_on_the_loopback_address_and_want_a_password(services: Services) -> None:
    services.attach()
    with psycopg.connect(services.postgres.url()) as connection:
        row = connection.execute("SELECT current_setting('listen_addresses')").fetchone()
    assert row == ("127.0.0.1",)
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(services.postgres.url().replace(services.postgres.password, "wrong"))
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(port=redis.Redis.from_url(services.valkey.url).connection_pool.connection_kwargs["port"]).ping()


def test_everything_killed_comes_back_with_its_data(services: Services) -> None:
    services.attach()
    with psycopg.connect(services.postgres.url()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    for pid in _pids(services):
        os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: services.first_dead() == "PostgreSQL", 5)

    again = Services(services.var)
    again.attach()
    with psycopg.connect(again.postgres.url()) as connection:
        assert connection.execute("SELECT one FROM kept").fetchone() == (1,)
    again.detach()


def test_stale_pid_file_that_names_another_program_is_no_server(services: Services) -> None:
    services.attach()
    services.detach()
    bystander = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    (services.postgres.data / "postmaster.pid").write_text(f"{bystander.pid}\n{services.postgres.data}\n0\n1\n")
    try:
        services.attach()
        assert services.first_dead() is None
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_remembered_port_taken_by_another_program(services: Services) -> None:
    services.attach()
    services.detach()
    import socket

    port = int((services.var / "postgresql.port").read_text())
    with socket.create_server(("127.0.0.1", port)):
        services.attach()
        assert services.first_dead() is None
        assert str(port) not in services.postgres.url()


def test_unreadable_queue_is_thrown_away(services: Services) -> None:
    services.attach()
    services.detach()
    for file in (services.var / "valkey" / "appendonlydir").iterdir():
        file.write_bytes(b"no such format")
    services.attach()
    assert services.first_dead() is None


def test_interrupted_making_of_the_cluster_starts_over(services: Services) -> None:
    prepare(services.var)
    (services.var / "postgresql").mkdir(mode=0o755)
    (services.var / "postgresql" / "data.new").mkdir()
    services.attach()
    assert services.first_dead() is None


def test_data_of_another_major_version_is_refused_in_words(services: Services) -> None:
    services.attach()
    services.detach()
    (services.postgres.data / "PG_VERSION").write_text("16\n")
    with pytest.raises(EmbeddedError, match="made by PostgreSQL 16"):
        services.attach()


def test_manage_py_starts_services_and_leaves_none_behind(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    environment |= {"VAR": str(tmp_path / "var"), "DJANGO_SETTINGS_MODULE": "proviso_site.settings.development"}
    query = "from django.db import connection as c; k = c.cursor(); k.execute('SELECT 42'); print(k.fetchone()[0])"
    done = subprocess.run(
        [sys.executable, BASE_DIR / "manage.py", "shell", "-c", query],
        env=environment, capture_output=True, text=True, check=False, timeout=90,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "42" in done.stdout
    assert Services(tmp_path / "var").first_dead() == "PostgreSQL"


def test_command_before_the_first_start_says_what_to_do_first(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    environment |= {"VAR": str(tmp_path / "var"), "DJANGO_SETTINGS_MODULE": "proviso_site.settings.development"}
    policy = tmp_path / "policy.csv"
    policy.write_text("Name;Provider;Purpose;Expiry;Category\n_pk_id;Matomo;Statistics;13 months;Analytics\n")
    done = subprocess.run(
        [sys.executable, BASE_DIR / "manage.py", "import_cookies", policy],
        env=environment, capture_output=True, text=True, check=False, timeout=90,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1].startswith(f"The database of VAR={tmp_path / 'var'} has no tables yet")
    assert "Traceback" not in done.stderr


def test_secret_is_made_once_and_private(tmp_path: Path) -> None:
    first = remember(tmp_path / "secret")
    assert remember(tmp_path / "secret") == first
    assert len(first) > 30
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600


def test_port_is_remembered_while_free(tmp_path: Path) -> None:
    port = choose_port(tmp_path / "port")
    assert choose_port(tmp_path / "port") == port


def test_child_dies_with_its_parent(tmp_path: Path) -> None:
    program = (
        "import os, sys, time; from pathlib import Path; from proviso_site.embedded import processes;"
        "command = processes.dying_with_us([sys.executable, '-c', 'import time; time.sleep(60)']);"
        f"child = processes.launch(command, Path({str(tmp_path / 'log')!r}), dict(os.environ));"
        "print(child.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, cwd=BASE_DIR)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    time.sleep(0.3)
    assert is_alive(child)
    parent.kill()
    parent.wait()
    assert wait_until(lambda: not is_alive(child), 5)


def test_link_into_a_closed_folder_is_not_within_reach() -> None:
    with tempfile.TemporaryDirectory(dir="/var/tmp") as name:
        folder = Path(name)
        (folder / "closed" / "venv").mkdir(parents=True)
        (folder / "link").symlink_to(folder / "closed" / "venv")
        for path, mode in ((folder, 0o755), (folder / "closed", 0o700)):
            path.chmod(mode)
        nobody = pwd.getpwnam("nobody")
        assert postgres._reaches(nobody, folder / "program")
        assert not postgres._reaches(nobody, folder / "link" / "program")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has a privilege to drop")
def test_dropped_user_reaches_programs_below_a_closed_folder(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    (closed / "program").write_text("#!/bin/sh\n")
    (closed / "program").chmod(0o755)
    program = str(closed / "program")
    look = f"import os, sys; sys.exit(os.getuid() == 0 or not os.access({program!r}, os.X_OK))"
    user = pwd.getpwnam("nobody")
    reaching = reaching_as(user, [sys.executable, "-I", "-S", "-c", look])
    assert reaching is not None
    assert launch(reaching, tmp_path / "log", {}).wait() == 0
    assert launch(["/bin/sh", "-c", 'test -x "$0"', program], tmp_path / "log", {}, user).wait() == 1
