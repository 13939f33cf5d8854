"""Start and stop processes, and choose ports, on this machine."""

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

# Linux capabilities that let a process pass through folders of other users, with their bits. The weaker comes first; in
# containers root has the second only.
REACH = {"dac_read_search": 2, "dac_override": 1}


def launch(
    command: Sequence[str | Path], log: Path, environment: dict[str, str], user: pwd.struct_passwd | None = None
) -> subprocess.Popen[bytes]:
    """Start ``command`` in a new session, as ``user`` if given; its output is appended to ``log``."""
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
    """Return the path of util-linux' ``setpriv``, None if it is not installed."""
    program = shutil.which("setpriv")
    # The setpriv of busybox lacks the options used here, and also --version.
    is_full = program and subprocess.run([program, "--version"], capture_output=True, check=False).returncode == 0
    return program if is_full else None


def dying_with_us(command: Sequence[str | Path]) -> list[str | Path]:
    """Extend ``command`` so that the kernel stops it when the process that started it ends (Linux)."""
    program = setpriv()
    return [program, "--pdeathsig", "TERM", *command] if program else list(command)


def reaching_as(user: pwd.struct_passwd, command: Sequence[str | Path]) -> list[str | Path] | None:
    """Extend ``command`` to run as ``user`` with the right to enter every folder; None if that is impossible."""
    with contextlib.suppress(OSError, StopIteration):
        status = Path("/proc/self/status").read_text()
        permitted = int(next(line for line in status.splitlines() if line.startswith("CapPrm")).split()[1], 16)
        capability = next(name for name, bit in REACH.items() if permitted >> bit & 1)
        only = f"-all,+{capability}"
        # PostgreSQL finds its programs with access(2), which ignores capabilities without this secure bit.
        ids = ["--reuid", str(user.pw_uid), "--regid", str(user.pw_gid), "--clear-groups"]
        rights = ["--securebits", "+no_setuid_fixup", f"--inh-caps={only}", f"--ambient-caps={only}"]
        if program := setpriv():
            return [program, *ids, *rights, *command]
    return None


def command_line(pid: int) -> str:
    """Return the command line of ``pid``; empty if it has ended or is a zombie."""
    if Path("/proc/self").exists():
        with contextlib.suppress(OSError):
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        return ""
    answer = subprocess.run(["ps", "-o", "stat=,command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    state, _, command = answer.stdout.strip().partition(" ")
    return "" if state.startswith("Z") else command.strip()


def is_alive(pid: int) -> bool:
    """Return whether ``pid`` runs; a zombie does not."""
    return bool(command_line(pid))


def stop(pid: int, first: signal.Signals, *, patience: float) -> None:
    """Send ``first`` to ``pid``, wait up to ``patience`` seconds, then kill it."""
    for number, seconds in ((first, patience), (signal.SIGKILL, 5.0)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        if wait_until(lambda: not is_alive(pid), seconds):
            return


def wait_until(condition: Callable[[], bool], seconds: float) -> bool:
    """Poll ``condition`` for up to ``seconds``; return whether it became true."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def is_free(port: int) -> bool:
    """Return whether ``port`` of the loopback address is free."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return True
    return False


def choose_port(remembered: Path) -> int:
    """Return the port stored in the file ``remembered`` if it is free, else store and return another."""
    with contextlib.suppress(OSError, ValueError):
        port = int(remembered.read_text())
        if wait_until(lambda: is_free(port), 1):  # a killed server keeps it for a moment
            return port
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = int(probe.getsockname()[1])
    remembered.write_text(f"{port}\n")
    return port


def last_line(log: Path) -> str:
    """Return the last line of a log, for an error message."""
    with contextlib.suppress(OSError, IndexError):
        return log.read_text(errors="replace").strip().splitlines()[-1]
    return ""
