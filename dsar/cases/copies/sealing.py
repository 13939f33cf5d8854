"""Encrypt exports piece by piece, so that a stolen database or backup does not reveal them (LAW A-08).

Each file has a key of its own, which is sealed to the site's key and goes with the file.
"""

import hashlib
from collections.abc import Callable, Iterator

import pyrage

from dsar.cases.copies.errors import DamagedFile, NoIdentity
from dsar.conf import dsar_settings

PIECE = 1024 * 1024
_NUMBER = 8  # bytes before a piece that say which one it is


class SealedFile:
    """A file that is only written, sealed in pieces; ``store(number, sealed)`` keeps each."""

    def __init__(self, sealed_key: bytes, store: Callable[[int, bytes], object]) -> None:
        self._recipient = _opened(sealed_key).to_public()
        self._store = store
        self._buffer = bytearray()
        self._digest = hashlib.sha256()
        self._number = 0
        self.size = 0

    def write(self, data: bytes) -> int:
        self._digest.update(data)
        self.size += len(data)
        self._buffer += data
        while len(self._buffer) >= PIECE:
            self._seal(PIECE)
        return len(data)

    def flush(self) -> None:
        """Do nothing: a piece is kept when it is full."""

    def close(self) -> str:
        """Keep the last piece; return the SHA-256 of the whole file in hex."""
        self._seal(len(self._buffer))
        return self._digest.hexdigest()

    def _seal(self, length: int) -> None:
        piece = self._number.to_bytes(_NUMBER, "big") + bytes(self._buffer[:length])
        del self._buffer[:length]
        self._store(self._number, pyrage.encrypt(piece, [self._recipient]))
        self._number += 1


def seal(content: bytes) -> bytes:
    """Encrypt a short text to the site's own key."""
    return pyrage.encrypt(content, [_identity().to_public()])


def unseal(sealed: bytes) -> bytes:
    """Decrypt the result of ``seal``."""
    return pyrage.decrypt(sealed, [_identity()])


def new_key() -> bytes:
    """Return a new key for one file, sealed to the site's key."""
    return pyrage.encrypt(str(pyrage.x25519.Identity.generate()).encode(), [_identity().to_public()])


def seal_with(sealed_key: bytes, content: bytes) -> bytes:
    """Encrypt a value to a key of ``new_key``."""
    return pyrage.encrypt(content, [_opened(sealed_key).to_public()])


def unseal_with(sealed_key: bytes, sealed: bytes) -> bytes:
    """Decrypt the result of ``seal_with``. Raises ``DamagedFile``."""
    try:
        return pyrage.decrypt(sealed, [_opened(sealed_key)])
    except pyrage.DecryptError as error:
        raise DamagedFile from error


def unsealed(sealed_key: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the content of sealed pieces in their order. Raises ``DamagedFile`` if one is not in its place."""
    key = _opened(sealed_key)
    for number, sealed in enumerate(pieces):
        try:
            piece = pyrage.decrypt(sealed, [key])
        except pyrage.DecryptError as error:
            raise DamagedFile from error
        if piece[:_NUMBER] != number.to_bytes(_NUMBER, "big"):
            raise DamagedFile
        yield piece[_NUMBER:]


def is_identity(text: str) -> bool:
    """Tell whether a text is an age identity (``AGE-SECRET-KEY-…``)."""
    try:
        pyrage.x25519.Identity.from_str(text)
    except pyrage.IdentityError:
        return False
    return True


def _opened(sealed_key: bytes) -> pyrage.x25519.Identity:
    return pyrage.x25519.Identity.from_str(pyrage.decrypt(sealed_key, [_identity()]).decode())


def _identity() -> pyrage.x25519.Identity:
    try:
        return pyrage.x25519.Identity.from_str(dsar_settings().export_identity)
    except pyrage.IdentityError as error:
        raise NoIdentity from error
