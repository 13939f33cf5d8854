"""Files are sealed at rest, and a wrong key is found at the start."""

import pytest

from dsar.copies import checks, sealing
from dsar.copies.errors import NoIdentity


def test_seal_hides_and_unseal_restores() -> None:
    sealed = sealing.seal(b"kari@example.com" * 100)
    assert b"kari" not in sealed
    assert sealing.unseal(sealed) == b"kari@example.com" * 100


@pytest.mark.parametrize("wrong", ["", "AGE-SECRET-KEY-1", "hello"])
def test_wrong_identity_is_said(settings: object, wrong: str) -> None:
    settings.DSAR = settings.DSAR | {"EXPORT_IDENTITY": wrong}  # type: ignore[attr-defined]
    assert [error.id for error in checks.check_export_identity(None)] == ["dsar.E001"]
    with pytest.raises(NoIdentity):
        sealing.seal(b"x")
