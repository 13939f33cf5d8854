"""The mailbox of everybody: the folder in which the site puts its mail."""

import email
import email.policy
import re
import time
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

from tools.demo.errors import NotFoundError

_LINK = re.compile(r"https?://[^\s<>\"')\]]+")


@dataclass(frozen=True)
class Mail:
    """One message."""

    message: EmailMessage

    @property
    def subject(self) -> str:
        return str(self.message["Subject"] or "")

    @property
    def text(self) -> str:
        part = self.message.get_body(("plain", "html"))
        return str(part.get_content()) if part else ""

    @property
    def links(self) -> list[str]:
        return [found.rstrip(".,;") for found in _LINK.findall(self.text)]

    def header(self, name: str) -> str:
        return "".join(str(self.message[name] or "").split("\n"))

    def link(self, pattern: str) -> str:
        """Return the first link whose address matches; raises ``NotFoundError``."""
        found = next((link for link in self.links if re.search(pattern, link)), None)
        if found is None:
            raise NotFoundError(f"the mail “{self.subject}” has no link {pattern}")
        return found


@dataclass
class Mailbox:
    """Mail read from a folder; each file is parsed once."""

    folder: Path
    _read: dict[str, Mail] = field(default_factory=dict)

    def to(self, address: str) -> list[Mail]:
        """Return what was mailed to an address, oldest first."""
        for file in sorted(self.folder.glob("[!.]*.eml")):
            if file.name not in self._read:
                message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
                self._read[file.name] = Mail(message)
        mails = (self._read[name] for name in sorted(self._read))
        return [mail for mail in mails if address in str(mail.message["To"]).lower()]

    def wait(self, address: str, after: int, what: str, seconds: float = 20) -> Mail:
        """Return the mail to ``address`` that follows the first ``after``; raises ``NotFoundError`` when none comes."""
        end = time.monotonic() + seconds
        while len(mails := self.to(address)) <= after:
            if time.monotonic() > end:
                raise NotFoundError(f"no mail came within {seconds:.0f} s: {what}")
            time.sleep(0.05)
        return mails[after]
