"""Processes and ports of this machine."""

import contextlib
import functools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from proviso_site.embedded.errors import EmbeddedError

# Either lets a process pass through folders of another user; the weaker first, in containers root has only the second.
REACH = {"dac_read_search": 2, "dac_override": 1}


def launch(
    command: Sequence[str | Path], log: Path, environment: dict[str, str], user: pwd.struct_passwd | None = None
) -> subprocess.Popen[bytes]:
    """Start ``command`` in a session of its own, as ``user`` if given; its output is appended to ``log``."""
    with log.open("ab") as output:
        try:
            return subprocess.Popen(
                list(map(str, command)), stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=environment,
                user=user and user.pw_uid, group=user and user.pw_gid, extra_groups=[] if user else None,
                start_new_session=True,
            )  # fmt: skip
        except OSError as error:
            raise EmbeddedError(f"{command[0]} cannot be started: {error.strerror}.") from error


@functools.cache
def setpriv() -> str | None:
    """Return the program of util-linux that sets privileges, if this machine has it."""
    program = shutil.which("setpriv")
    # That of busybox knows none of the options used here, nor this one.
    is_full = program and subprocess.run([program, "--version"], capture_output=True, check=False).returncode == 0
    return program if is_full else None


def dying_with_us(command: Sequence[str | Path]) -> list[str | Path]:
    """Return ``command`` so that the kernel stops it when the process that starts it ends (Linux)."""
    program = setpriv()
    return [program, "--pdeathsig", "TERM", *command] if program else list(command)


def reaching_as(user: pwd.struct_passwd, command: Sequence[str | Path]) -> list[str | Path] | None:
    """Return ``command`` so that it runs as ``user`` and may still enter every folder; None where that cannot be."""
    with contextlib.suppress(OSError, StopIteration):
        status = Path("/proc/self/status").read_text()
        permitted = int(next(line for line in status.splitlines() if line.startswith("CapPrm")).split()[1], 16)
        capability = next(name for name, bit in REACH.items() if permitted >> bit & 1)
        only = f"-all,+{capability}"
        # Without the secure bit access(2), with which PostgreSQL looks for its own programs, ignores capabilities.
        ids = ["--reuid", str(user.pw_uid), "--regid", str(user.pw_gid), "--clear-groups"]
        rights = ["--securebits", "+no_setuid_fixup", f"--inh-caps={only}", f"--ambient-caps={only}"]
        if program := setpriv():
            return [program, *ids, *rights, *command]
    return None


def command_line(pid: int) -> str:
    """Return the command of ``pid``; an empty string when it has ended, a zombie included."""
    if Path("/proc/self").exists():
        with contextlib.suppress(OSError):
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        return ""
    answer = subprocess.run(["ps", "-o", "stat=,command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    state, _, command = answer.stdout.strip().partition(" ")
    return "" if state.startswith("Z") else command.strip()


def is_alive(pid: int) -> bool:
    """Say whether ``pid`` runs; a zombie does not."""
    return bool(command_line(pid))


def stop(pid: int, first: signal.Signals, *, patience: float) -> None:
    """Ask ``pid`` to stop, wait up to ``patience`` seconds, then kill it."""
    for number, seconds in ((first, patience), (signal.SIGKILL, 5.0)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
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
        with contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return True
    return False


def choose_port(remembered: Path) -> int:
    """Return the port noted in ``remembered`` while it is free, else a new one, noted."""
    with contextlib.suppress(OSError, ValueError):
        port = int(remembered.read_text())
        if wait_until(lambda: is_free(port), 1):  # a server that was killed has it for a moment
            return port
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    remembered.write_text(f"{port}\n")
    return port


def last_line(log: Path) -> str:
    """Return the last line that a server wrote, to be quoted in an error."""
    with contextlib.suppress(OSError, IndexError):
        return log.read_text(errors="replace").strip().splitlines()[-1]
    return ""
