"""The mail of all demo people, read from the folder in which the site puts it."""

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
    """A message."""

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
        return [link.rstrip(".,;") for link in _LINK.findall(self.text)]

    def header(self, name: str) -> str:
        return "".join(str(self.message[name] or "").split("\n"))

    def link(self, pattern: str) -> str:
        """Return the first link whose address matches; raises ``NotFoundError``."""
        for link in self.links:
            if re.search(pattern, link):
                return link
        raise NotFoundError(f"the mail “{self.subject}” has no link {pattern}")

    def found(self, pattern: str) -> str:
        """Return the first part of the text that matches; raises ``NotFoundError``."""
        if part := re.search(pattern, self.text):
            return part[0]
        raise NotFoundError(f"the mail “{self.subject}” says nothing like {pattern}")


@dataclass
class Mailbox:
    """The messages of a folder; each file is parsed once."""

    folder: Path
    _mails: dict[str, Mail] = field(default_factory=dict)

    def to(self, address: str) -> list[Mail]:
        """Return the messages to an address, oldest first."""
        for file in sorted(self.folder.glob("[!.]*.eml")):
            if file.name not in self._mails:
                message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
                self._mails[file.name] = Mail(message)
        return [mail for _name, mail in sorted(self._mails.items()) if address in str(mail.message["To"]).lower()]

    def wait(self, address: str, after: int, purpose: str, seconds: float = 20) -> Mail:
        """Wait for the mail to ``address`` that follows the first ``after``, and return it.

        Raises ``NotFoundError``, naming the mail's ``purpose``, when none comes within ``seconds``.
        """
        end = time.monotonic() + seconds
        while len(mails := self.to(address)) <= after:
            if time.monotonic() > end:
                raise NotFoundError(f"no mail came within {seconds:.0f} s: {purpose}")
            time.sleep(0.05)
        return mails[after]
