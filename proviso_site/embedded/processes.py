"""Facts about processes and ports of this machine."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

LAUNCH = Path(__file__).with_name("launch.py")


def launch(
    options: list[str], command: list[str | Path], log: Path, environment: dict[str, str]
) -> subprocess.Popen[bytes]:
    """Start ``command`` in a session of its own through ``launch.py``; its output is appended to ``log``."""
    program = [sys.executable, "-I", "-S", str(LAUNCH), *options, "--", *map(str, command)]
    with log.open("ab") as output:
        return subprocess.Popen(
            program, stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True, env=environment
        )


def is_alive(pid: int) -> bool:
    """Say whether ``pid`` runs; a zombie does not."""
    with contextlib.suppress(ChildProcessError, OSError):
        os.waitpid(pid, os.WNOHANG)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    with contextlib.suppress(OSError, IndexError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    return True


def command_line(pid: int) -> str:
    """Return the command of ``pid`` as far as the machine tells, else an empty string."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    with contextlib.suppress(OSError):
        answer = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
        return answer.stdout.strip()
    return ""


def stop(pid: int, first: signal.Signals, *, patience: float) -> None:
    """Ask ``pid`` to stop, wait up to ``patience`` seconds, then kill it."""
    for number, seconds in ((first, patience), (signal.SIGKILL, 5.0)):
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return
        if wait_until(lambda: not is_alive(pid), seconds):
            return


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Poll ``condition`` for up to ``seconds``; say whether it came true."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def is_free(port: int) -> bool:
    """Say whether a server could listen on ``port`` of the loopback address now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def choose_port(remembered: Path) -> int:
    """Return the port noted in ``remembered`` while it is free, else a new one, noted."""
    with contextlib.suppress(OSError, ValueError):
        port = int(remembered.read_text())
        if is_free(port):
            return port
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    remembered.write_text(f"{port}\n")
    return port


def last_line(log: Path) -> str:
    """Return the last line that a server wrote, to be quoted in an error."""
    with contextlib.suppress(OSError):
        lines = log.read_text(errors="replace").strip().splitlines()
        return lines[-1] if lines else ""
    return ""
