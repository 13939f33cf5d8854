"""`make run` from outside: it starts, says where it is, leaves nothing behind, and fails in one line."""

import contextlib
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from proviso_site import children, run
from proviso_site.embedded.processes import choose_port, command_line, is_alive, wait_until
from proviso_site.settings.places import BASE_DIR

PATIENCE = 120


@pytest.fixture
def var(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "v a r"
    folder.mkdir()
    yield folder
    children.clear_leftovers(folder)


def start(var: Path, port: int) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
    return subprocess.Popen(
        [sys.executable, "-m", "proviso_site"],
        env=environment | {"VAR": str(var), "PORT": str(port), children.MARK: str(var)},
        cwd=BASE_DIR, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def processes_of(var: Path) -> set[int]:
    """Return every process of this run, the supervisor and the services included."""
    every = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return children.marked_processes(var) | {pid for pid in every if str(var) in command_line(pid)}


def pid_of(part: str, var: Path, supervisor: int) -> int:
    """Return the process id of a part of the site, 0 when it does not run."""
    for pid in processes_of(var):
        command = command_line(pid)
        if part == "granian worker":  # a process of the web server's own
            if "granian" in command and _parent(pid) != supervisor:
                return pid
        elif f" {part}" in command and _parent(pid) == supervisor:
            return pid
    return 0


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def is_ready(base_url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{base_url}/readyz", timeout=10) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False


def kill_each_part(var: Path, supervisor: subprocess.Popen[str], facts: dict[str, str]) -> None:
    """Kill each part by its process id: another takes its place, the site answers, and no data is lost."""
    broker = redis.Redis.from_url(facts["broker_url"])
    with psycopg.connect(facts["database_url"]) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    broker.set("kept", 42)
    for part in ("beat", "worker", "web", "granian worker", "PostgreSQL", "Valkey"):
        find = {
            "web": lambda: pid_of("granian", var, supervisor.pid),
            "PostgreSQL": lambda: int((var / "postgresql" / "data" / "postmaster.pid").read_text().split()[0]),
            "Valkey": lambda: int(broker.info("server")["process_id"]),
        }.get(part, lambda part=part: pid_of(part, var, supervisor.pid))  # type: ignore[misc]
        killed = find()
        assert killed, part
        for key in broker.scan_iter("*heartbeat*"):  # so that only a new one makes the site ready
            broker.delete(key)
        os.kill(killed, signal.SIGKILL)
        assert wait_until(lambda killed=killed: not is_alive(killed), 5), part  # type: ignore[misc]

        def is_back(find: Callable[[], int] = find, killed: int = killed) -> bool:
            with contextlib.suppress(OSError, IndexError, redis.RedisError):
                return find() not in {0, killed} and is_ready(facts["base_url"])
            return False

        assert wait_until(is_back, 60), part
        assert supervisor.poll() is None, part
    with psycopg.connect(facts["database_url"]) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
    assert broker.get("kept") == b"42"


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_start_kill_start_again_kill_each_part_and_stop(var: Path) -> None:
    port = choose_port(var / "web.port")
    first = start(var, port)
    assert wait_until(lambda: (var / "dev.json").exists() or first.poll() is not None, PATIENCE)
    assert first.poll() is None, first.communicate()[1]
    facts = json.loads((var / "dev.json").read_text())
    assert set(facts) == {
        "base_url",
        "mailbox_url",
        "database_url",
        "broker_url",
        "staff_email",
        "staff_password",
        "environment",
    }
    assert (var / "dev.json").stat().st_mode & 0o777 == 0o600
    with urllib.request.urlopen(facts["mailbox_url"]) as answer:
        assert answer.status == 200

    rival = start(var, choose_port(var / "other.port"))
    assert "runs already" in rival.communicate(timeout=30)[1]
    assert rival.returncode == 1

    for pid in processes_of(var):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    first.communicate()
    (var / "dev.json").unlink()
    second = start(var, port)
    assert wait_until(lambda: (var / "dev.json").exists() or second.poll() is not None, PATIENCE)
    assert second.poll() is None, second.communicate()[1]
    assert json.loads((var / "dev.json").read_text())["staff_password"] == facts["staff_password"]
    kill_each_part(var, second, json.loads((var / "dev.json").read_text()))

    running = processes_of(var)
    second.send_signal(signal.SIGINT)
    said, complained = second.communicate(timeout=60)
    assert second.returncode == 0
    assert facts["base_url"] in said
    assert complained == ""
    assert [pid for pid in running if is_alive(pid)] == []


def test_port_in_use_is_one_line(var: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = start(var, port)
        said, complained = done.communicate(timeout=30)
    assert done.returncode == 1
    assert complained == f"Port {port} is in use: stop what uses it, or choose another with make run PORT={port + 1}\n"
    assert said == ""


@pytest.mark.parametrize("port", ["x", "0", "65536", "-1"])
def test_port_that_is_none_is_refused(port: str) -> None:
    with pytest.raises(run.RunError, match=f"PORT={port} is not a port"):
        run._port(port)


def test_full_disk_is_refused(var: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "SPACE_FIRST", 10**18)
    with pytest.raises(run.RunError, match="is full"):
        run.check_machine(var, choose_port(var / "port"))


def test_var_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = start(tmp_path / "file" / "var", 8000)
    complained = done.communicate(timeout=30)[1]
    assert done.returncode == 1
    assert len(complained.splitlines()) == 1
    assert "cannot be used" in complained


def test_program_that_ends_is_named(tmp_path: Path) -> None:
    child = children.Child("worker", ["-c", "print('what happened'); raise SystemExit(3)"], {}, tmp_path / "log")
    child.start()
    assert wait_until(lambda: child.exit_code is not None, 10)
    with pytest.raises(run.RunError, match=r"The worker process has stopped \(3\): what happened"):
        run._refuse_dead([child])


def test_program_that_dies_whenever_it_is_started_ends_the_run(tmp_path: Path) -> None:
    child = children.Child("worker", ["-c", "print('what happened'); raise SystemExit(3)"], {}, tmp_path / "log")
    child.start()
    said: list[str] = []
    keeper = children.Keeper(child, said.append)
    starts = [0.0]

    def watch() -> None:
        for half_second in itertools.count():
            process = child.process
            assert process is not None
            process.wait()
            keeper.check(half_second / 2)
            if child.process is not process:
                starts.append(half_second / 2)

    with pytest.raises(children.RunError, match=r"worker died 5 times .*stopped \(3\): what happened"):
        watch()
    assert said == ["worker has stopped (3): what happened; starting it again"] * 4
    assert [later - earlier for earlier, later in itertools.pairwise(starts)] == [0.5, 1.5, 2.5, 4.5]


def test_program_that_dies_now_and_then_is_started_each_time(tmp_path: Path) -> None:
    child = children.Child("beat", ["-c", ""], {}, tmp_path / "log")
    child.start()
    said: list[str] = []
    keeper = children.Keeper(child, said.append)
    for minute in range(2 * children.DEATHS):
        process = child.process
        assert process is not None
        process.wait()
        keeper.check(60.0 * minute)
        keeper.check(60.0 * minute + 1)
        assert child.process is not process
    children.stop_all([child], patience=5)


def test_offspring_of_a_program_is_stopped_too(tmp_path: Path) -> None:
    program = (
        "import subprocess, sys, time; p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']);"
        "print(p.pid, flush=True); time.sleep(60)"
    )
    child = children.Child("web", ["-c", program], {}, tmp_path / "log")
    child.start()
    assert wait_until(lambda: bool((tmp_path / "log").read_text().strip()), 10)
    offspring = int((tmp_path / "log").read_text())
    children.stop_all([child], patience=5)
    assert wait_until(lambda: not is_alive(offspring), 5)


def test_long_log_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / "web.log").write_text("x" * (children.LOG_LIMIT + 1))
    child = children.Child("web", ["-c", "print('new')"], {}, tmp_path / "web.log")
    child.start()
    assert wait_until(lambda: child.exit_code is not None, 10)
    assert (tmp_path / "web.log").read_text() == "new\n"
    assert (tmp_path / "web.old.log").exists()


@pytest.mark.law("X-13")
@pytest.mark.parametrize(
    ("parts", "is_known"),
    [
        ({"database": True, "worker": True, "erasures": False}, True),
        ({"database": True, "worker": False, "erasures": False}, False),
        ({"database": True, "worker": False, "erasures": True}, False),
    ],
)
def test_restored_database_is_a_persons_work_and_no_failed_start(parts: dict[str, bool], *, is_known: bool) -> None:
    assert run._waits_for_replay(json.dumps({"ready": False, "parts": parts})) is is_known
    assert not run._waits_for_replay("Internal Server Error")
