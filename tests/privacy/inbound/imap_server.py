"""A mail server that speaks as much of IMAP (RFC 3501) as a client needs that fetches mails."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

_COMMAND = re.compile(rb"(\S+) (?:UID )?(\S+) ?(.*)", re.IGNORECASE)


@dataclass
class Mailbox:
    """Folders of mails by UID. ``log`` has the commands; ``breaks_at``: the connection ends at this command."""

    password: str = "hemmelig"
    folders: dict[str, dict[int, bytes]] = field(default_factory=lambda: {"INBOX": {}, "Lest": {}})
    deleted: set[int] = field(default_factory=set)
    log: list[str] = field(default_factory=list)
    breaks_at: str = ""
    port: int = 0

    def add(self, *mails: bytes) -> None:
        for mail in mails:
            self.folders["INBOX"][len(self.log) + len(self.folders["INBOX"]) + 1] = mail


class _Handler(socketserver.StreamRequestHandler):
    server: "_Server"

    def handle(self) -> None:
        self._say(b"* OK ready")
        box = self.server.box
        for line in self.rfile:
            tag, verb, rest = _COMMAND.fullmatch(line.strip()).groups()  # type: ignore[union-attr]
            name = verb.decode().upper()
            box.log.append(name)
            if box.breaks_at == name:
                return
            getattr(self, f"_{name.lower()}", self._unknown)(tag, rest)
            if name == "LOGOUT":
                return

    def _say(self, *lines: bytes) -> None:
        for line in lines:
            self.wfile.write(line + b"\r\n")

    def _unknown(self, tag: bytes, _rest: bytes) -> None:
        self._say(tag + b" BAD unknown command")

    def _capability(self, tag: bytes, _rest: bytes) -> None:
        self._say(b"* CAPABILITY IMAP4REV1", tag + b" OK done")

    def _login(self, tag: bytes, rest: bytes) -> None:
        is_right = self.server.box.password.encode() in rest
        self._say(tag + (b" OK in" if is_right else b" NO wrong password"))

    def _select(self, tag: bytes, _rest: bytes) -> None:
        self._say(b"* %d EXISTS" % len(self.server.box.folders["INBOX"]), tag + b" OK [READ-WRITE] selected")

    def _search(self, tag: bytes, _rest: bytes) -> None:
        uids = [uid for uid in self.server.box.folders["INBOX"] if uid not in self.server.box.deleted]
        self._say(b"* SEARCH " + b" ".join(b"%d" % uid for uid in uids), tag + b" OK done")

    def _fetch(self, tag: bytes, rest: bytes) -> None:
        number, what = rest.split(b" ", 1)
        mail = self.server.box.folders["INBOX"][int(number)]
        if b"RFC822.SIZE" in what:
            self._say(b"* 1 FETCH (UID %s RFC822.SIZE %d)" % (number, len(mail)))
        else:
            partial = re.search(rb"<0\.(\d+)>", what)
            shown = mail[: int(partial[1])] if partial else mail
            self._say(b"* 1 FETCH (UID %s BODY[] {%d}" % (number, len(shown)))
            self.wfile.write(shown)
            self._say(b")")
        self._say(tag + b" OK done")

    def _copy(self, tag: bytes, rest: bytes) -> None:
        number, folder = rest.split(b" ", 1)
        box = self.server.box
        box.folders[folder.decode().strip('"')][int(number)] = box.folders["INBOX"][int(number)]
        self._say(tag + b" OK done")

    def _store(self, tag: bytes, rest: bytes) -> None:
        self.server.box.deleted.add(int(rest.split(b" ")[0]))
        self._say(tag + b" OK done")

    def _expunge(self, tag: bytes, _rest: bytes) -> None:
        box = self.server.box
        box.folders["INBOX"] = {uid: mail for uid, mail in box.folders["INBOX"].items() if uid not in box.deleted}
        self._say(tag + b" OK done")

    def _logout(self, tag: bytes, _rest: bytes) -> None:
        self._say(b"* BYE", tag + b" OK bye")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True
    box: Mailbox


@contextmanager
def serving(box: Mailbox) -> Iterator[Mailbox]:
    """Serve a mailbox on a port of this machine."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.box = box
        box.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        try:
            yield box
        finally:
            server.shutdown()
