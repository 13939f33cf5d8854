"""Places off the machine where files are put once and never overwritten: a folder, or an HTTP endpoint that takes PUT.

A folder is one that is mounted from elsewhere. An address takes ``PUT`` with ``If-None-Match: *``, as object storage
does; the name goes where ``{name}`` stands in it, else at its end.
"""

import os
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Protocol

from privacy.conf import privacy_settings
from privacy.signed_heads.errors import AlreadyThere

_PATIENCE = 20  # seconds
_LONGEST = 1_000_000  # bytes of a file that is read back


class HeadStorage(Protocol):
    """Where files are put."""

    @property
    def label(self) -> str:
        """What staff see of it."""

    def put(self, name: str, content: bytes) -> None:
        """Put a file, atomically; the same again is fine. Raises ``AlreadyThere`` for another, or ``OSError``."""

    def get(self, name: str) -> bytes | None:
        """Return a file's content, None if there is none. Raises ``OSError``."""

    def names(self, candidates: Iterator[str]) -> Iterator[str]:
        """Yield the files to read: all that there are, or, where nobody can list them, of ``candidates``."""


@dataclass(frozen=True)
class FolderStorage:
    """A folder."""

    path: Path

    @property
    def label(self) -> str:
        return str(self.path)

    def put(self, name: str, content: bytes) -> None:
        self.path.mkdir(parents=True, exist_ok=True)
        draft = self.path / f".{name}.{os.getpid()}"
        draft.unlink(missing_ok=True)
        with draft.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, self.path / name)  # fails where a rename would overwrite
        except FileExistsError:
            _refuse_other(self, name, content)
        finally:
            draft.unlink()

    def get(self, name: str) -> bytes | None:
        try:
            return (self.path / name).read_bytes()
        except FileNotFoundError:
            return None

    def names(self, candidates: Iterator[str]) -> Iterator[str]:
        if not self.path.is_dir():
            return
        yield from sorted(file.name for file in self.path.iterdir() if file.is_file() and not file.name.startswith("."))


@dataclass(frozen=True)
class HttpStorage:
    """An address that keeps what is PUT there; ``JOURNAL_HEADS_TOKEN`` goes along as a bearer token."""

    url: str

    @property
    def label(self) -> str:
        """The address without what may be a credential in it."""
        return self.url.partition("?")[0]

    def put(self, name: str, content: bytes) -> None:
        headers = {"Content-Type": "application/json", "If-None-Match": "*"}
        try:
            self._ask("PUT", name, headers, content)
        except urllib.error.HTTPError as refusal:
            if refusal.code not in (HTTPStatus.PRECONDITION_FAILED, HTTPStatus.CONFLICT):
                raise
            _refuse_other(self, name, content)

    def get(self, name: str) -> bytes | None:
        try:
            return self._ask("GET", name, {})
        except urllib.error.HTTPError as refusal:
            if refusal.code == HTTPStatus.NOT_FOUND:
                return None
            raise

    def names(self, candidates: Iterator[str]) -> Iterator[str]:
        yield from candidates

    def _ask(self, method: str, name: str, headers: dict[str, str], content: bytes | None = None) -> bytes:
        url = self.url.replace("{name}", name) if "{name}" in self.url else f"{self.url.rstrip('/')}/{name}"
        if privacy_settings().journal_heads_token:
            headers = headers | {"Authorization": f"Bearer {privacy_settings().journal_heads_token}"}
        request = urllib.request.Request(url, content, headers, method=method)  # noqa: S310 - a place of the operator's
        with urllib.request.urlopen(request, timeout=_PATIENCE, context=ssl.create_default_context()) as answer:  # noqa: S310
            return answer.read(_LONGEST)


def storage_at(text: str) -> HeadStorage:
    """Return the place that a setting or an option names."""
    return HttpStorage(text) if text.startswith(("https://", "http://")) else FolderStorage(Path(text))


def head_storages() -> list[HeadStorage]:
    """Return every place of ``JOURNAL_HEADS``."""
    return [storage_at(text) for text in privacy_settings().journal_heads]


def _refuse_other(where: HeadStorage, name: str, content: bytes) -> None:
    if where.get(name) != content:
        raise AlreadyThere
