"""Start a program as another user, or so that it dies with its parent. Run as a script, with the standard library only.

``launch.py [--uid N --gid N] [--keep-reach] [--die-with PID] -- PROGRAM ARGUMENT...``

A separate process does this rather than ``preexec_fn``, which may deadlock in a process that has threads.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
PR_SET_KEEPCAPS = 8
PR_SET_SECUREBITS = 28
SECBIT_NO_SETUID_FIXUP = 1 << 2
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
CAPABILITY_VERSION_3 = 0x20080522
# Either lets a process pass through folders that belong to another user: the weaker first, containers have the second.
CAP_DAC_READ_SEARCH = 2
CAP_DAC_OVERRIDE = 1


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Sets(ctypes.Structure):
    _fields_ = (("effective", ctypes.c_uint32), ("permitted", ctypes.c_uint32), ("inheritable", ctypes.c_uint32))


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def permitted_reach() -> int | None:
    """Return the weakest capability of this process that reaches any folder, or None."""
    if sys.platform != "linux":
        return None
    sets = (_Sets * 2)()
    if _libc().capget(ctypes.byref(_Header(CAPABILITY_VERSION_3, 0)), sets) != 0:
        return None
    return next((one for one in (CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE) if sets[0].permitted >> one & 1), None)


def become(uid: int, gid: int, *, keep_reach: bool) -> None:
    """Drop to ``uid`` for good, keeping at most the one capability that reaches folders of others."""
    capability = permitted_reach() if keep_reach else None
    libc = _libc()
    if capability is not None:
        libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)
        # Without this access(2), with which PostgreSQL looks for its own programs, ignores capabilities.
        libc.prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0)
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)  # of root: all three ids, for good
    if capability is not None:
        mask = 1 << capability
        sets = (_Sets * 2)(_Sets(mask, mask, mask), _Sets(0, 0, 0))
        libc.capset(ctypes.byref(_Header(CAPABILITY_VERSION_3, 0)), sets)
        libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0)


def die_with(parent: int) -> None:
    """Have the kernel send SIGTERM when ``parent``, which must be our parent, ends (Linux)."""
    if sys.platform != "linux":
        return
    _libc().prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if os.getppid() != parent:  # it ended before we asked
        sys.exit(1)


def main(arguments: list[str]) -> None:
    """Act on the options, then become the program."""
    split = arguments.index("--")
    options, command = arguments[:split], arguments[split + 1 :]
    if "--uid" in options:
        uid, gid = (int(options[options.index(name) + 1]) for name in ("--uid", "--gid"))
        become(uid, gid, keep_reach="--keep-reach" in options)
    if "--die-with" in options:
        die_with(int(options[options.index("--die-with") + 1]))
    try:
        os.execv(command[0], command)  # noqa: S606 - no shell is what we want
    except OSError as error:
        sys.exit(f"{command[0]}: {error.strerror}")


if __name__ == "__main__":
    main(sys.argv[1:])
