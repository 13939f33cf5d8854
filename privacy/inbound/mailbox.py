"""Fetch mails from a mailbox by IMAP (RFC 3501): each is stored here before it is moved or deleted there."""

import imaplib
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

from privacy.conf import privacy_settings
from privacy.inbound import operations as inbound
from privacy.runs.liveness import alone

logger = logging.getLogger(__name__)

_RUN = "privacy.mailbox"
_TIMEOUT = 30
MOST_AT_ONCE = 50
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
# Python's own limit on a line is meant for commands; a head may have longer ones.
_FAULTS = (imaplib.IMAP4.error, OSError, ValueError)


def is_configured() -> bool:
    """Tell whether the site reads a mailbox."""
    return bool(privacy_settings().imap_host)


def fetch(*, now: datetime) -> int:
    """Fetch the mails of the mailbox, at the most ``MOST_AT_ONCE``; return how many were new.

    A mailbox that is away is logged, and read at the next tick.
    """
    if not is_configured():
        return 0
    with alone(_RUN, privacy_settings().imap_user) as is_ours:
        if not is_ours:
            return 0
        try:
            with _open() as server:
                return sum(_take(server, uid, now) for uid in _waiting(server))
        except _FAULTS as fault:
            logger.warning("the mailbox could not be read: %s", type(fault).__name__)
            return 0


@contextmanager
def _open() -> Iterator[imaplib.IMAP4]:
    site = privacy_settings()
    kind = imaplib.IMAP4_SSL if site.imap_security == "ssl" else imaplib.IMAP4
    server = kind(site.imap_host, site.imap_port, timeout=_TIMEOUT)
    try:
        if site.imap_security == "starttls":
            server.starttls()
        server.login(site.imap_user, site.imap_password)
        _ok(server.select(_quoted(site.imap_folder)))
        yield server
    finally:
        with suppress(*_FAULTS):
            server.logout()


def _waiting(server: imaplib.IMAP4) -> list[str]:
    [found] = _ok(server.uid("SEARCH", "UNDELETED"))
    return (found or b"").decode("ascii").split()[:MOST_AT_ONCE]


def _take(server: imaplib.IMAP4, uid: str, now: datetime) -> bool:
    """Store a mail, and then take it out of the folder; return whether it was new here."""
    raw = _content(server, uid)
    if raw is None:
        return False
    stored = inbound.store(raw=raw, now=now)  # committed before the mailbox is touched
    _remove(server, uid)
    return stored is not None


def _content(server: imaplib.IMAP4, uid: str) -> bytes | None:
    """Return the bytes of a mail; of one that is too large its head and as many bytes more as say that it is."""
    largest = privacy_settings().inbound_largest
    size = next((int(match[1]) for line in _ok(server.uid("FETCH", uid, "(RFC822.SIZE)")) if (match := _size(line))), 0)
    # One byte more than we take: enough to see that it is too large.
    what = "(BODY.PEEK[])" if size <= largest else f"(BODY.PEEK[]<0.{largest + 1}>)"
    for line in _ok(server.uid("FETCH", uid, what)):
        if isinstance(line, tuple):
            return bytes(line[1])
    return None


def _size(line: object) -> "re.Match[bytes] | None":
    text = line[0] if isinstance(line, tuple) else line
    return _SIZE.search(text) if isinstance(text, bytes) else None


def _remove(server: imaplib.IMAP4, uid: str) -> None:
    folder = privacy_settings().imap_moved_to
    if folder:
        _ok(server.uid("COPY", uid, _quoted(folder)))
    _ok(server.uid("STORE", uid, "+FLAGS.SILENT", r"(\Deleted)"))
    _ok(server.expunge())


def _ok(answer: tuple[str, list]) -> list:
    status, data = answer
    if status != "OK":
        raise imaplib.IMAP4.error(status)
    return data


def _quoted(folder: str) -> str:
    escaped = folder.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
