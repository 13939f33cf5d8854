"""The mailbox in which mails of people arrive."""

import pytest

from tests.factories.mails import OURS


@pytest.fixture
def mailbox(settings: object) -> None:
    settings.PRIVACY = settings.PRIVACY | {"INBOUND_ADDRESS": OURS, "INBOUND_AUTHSERV": "mx.proviso.example"}
