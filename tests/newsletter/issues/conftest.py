"""A mail server that refuses."""

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend


@pytest.fixture
def refusing(monkeypatch: pytest.MonkeyPatch) -> list[Exception]:
    """Let the mail server answer with these errors, one a message, then accept."""
    errors: list[Exception] = []

    def send_messages(self: EmailBackend, messages: list[mail.EmailMessage]) -> int:
        if errors:
            raise errors.pop(0)
        mail.outbox.extend(messages)
        return len(messages)

    monkeypatch.setattr(EmailBackend, "send_messages", send_messages)
    return errors
