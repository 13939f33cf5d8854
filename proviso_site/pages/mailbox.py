"""Mail in development: a folder of .eml files, and pages that show them."""

import contextlib
import email
import email.policy
import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage as ParsedMessage
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

SHOWN = 200  # messages on the page
NAME = re.compile(r"\d{8}T\d{6}\.\d{6}Z-[0-9a-f]{8}")


class FolderBackend(BaseEmailBackend):
    """Mail backend that writes each message into ``settings.MAIL_FOLDER``, atomically; the names sort by time."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write the messages; return their number."""
        folder = Path(settings.MAIL_FOLDER)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}Z-{secrets.token_hex(4)}.eml"
            draft = folder / f".{name}"
            draft.write_bytes(message.message().as_bytes())
            draft.chmod(0o600)
            draft.replace(folder / name)
        return len(email_messages)


@dataclass(frozen=True)
class Mail:
    """A message of the folder."""

    name: str
    message: ParsedMessage

    @property
    def written_at(self) -> datetime:
        return datetime.strptime(self.name[:22], "%Y%m%dT%H%M%S.%f").replace(tzinfo=UTC)

    @property
    def subject(self) -> str:
        return str(self.message["Subject"] or "")

    @property
    def recipient(self) -> str:
        return str(self.message["To"] or "")

    @property
    def headers(self) -> list[tuple[str, str]]:
        return [(name, str(value)) for name, value in self.message.items()]

    @property
    def text(self) -> str:
        part = self.message.get_body(("plain", "html"))
        return str(part.get_content()) if part else ""

    @property
    def attachments(self) -> list[str]:
        return [part.get_filename() or part.get_content_type() for part in self.message.iter_attachments()]


def newest() -> Iterator[Mail]:
    """Yield the messages, newest first."""
    for file in sorted(Path(settings.MAIL_FOLDER).glob("[!.]*.eml"), reverse=True):
        with contextlib.suppress(FileNotFoundError):
            yield read_mail(file)


def read_mail(file: Path) -> Mail:
    """Return the message in ``file``."""
    message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    return Mail(file.stem, message)


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the newest messages."""
    return render(request, "dev/mailbox.html", {"mails": list(islice(newest(), SHOWN))})


@never_cache
@require_safe
def single(request: HttpRequest, name: str) -> HttpResponse:
    """Show a message."""
    file = Path(settings.MAIL_FOLDER) / f"{name}.eml"
    if not NAME.fullmatch(name) or not file.exists():
        raise Http404
    return render(request, "dev/mail.html", {"mail": read_mail(file)})


app_name = "mailbox"
urlpatterns = [path("", index, name="index"), path("<str:name>/", single, name="single")]
