"""Files are sealed at rest in pieces, under a key of their own, and a wrong key is found at the start."""

import hashlib
import os

import pytest

from dsar.cases.copies import checks, sealing
from dsar.cases.copies.errors import DamagedFile, NoIdentity

CONTENT = b"kari@example.com" * 100 + os.urandom(sealing.PIECE)


def sealed(content: bytes) -> tuple[bytes, list[bytes], str]:
    pieces, key = list[bytes](), sealing.new_key()
    file = sealing.SealedFile(key, lambda _number, piece: pieces.append(piece))
    for begin in range(0, len(content), 70_000):
        file.write(content[begin : begin + 70_000])
    return key, pieces, file.close()


@pytest.mark.law("A-08", "D-19")
def test_file_is_read_back_whole_and_no_piece_says_anything() -> None:
    key, pieces, digest = sealed(CONTENT)
    assert len(pieces) == 2
    assert not any(b"kari" in piece for piece in pieces)
    assert b"".join(sealing.unsealed(key, iter(pieces))) == CONTENT
    assert digest == hashlib.sha256(CONTENT).hexdigest()


@pytest.mark.law("D-19")
def test_files_have_keys_of_their_own() -> None:
    key, _pieces, _digest = sealed(b"one")
    _key, others, _digest = sealed(b"two")
    with pytest.raises(DamagedFile):
        list(sealing.unsealed(key, iter(others)))


def test_pieces_that_were_swapped_are_refused() -> None:
    key, pieces, _digest = sealed(CONTENT)
    with pytest.raises(DamagedFile):
        list(sealing.unsealed(key, reversed(pieces)))


def test_empty_file_is_a_file() -> None:
    key, pieces, _digest = sealed(b"")
    assert b"".join(sealing.unsealed(key, iter(pieces))) == b""


@pytest.mark.parametrize("wrong", ["", "AGE-SECRET-KEY-1", "hello"])
def test_wrong_identity_is_said(settings: object, wrong: str) -> None:
    settings.DSAR = settings.DSAR | {"EXPORT_IDENTITY": wrong}  # type: ignore[attr-defined]
    assert [error.id for error in checks.check_export_identity(None)] == ["dsar.E001"]
    with pytest.raises(NoIdentity):
        sealing.new_key()
