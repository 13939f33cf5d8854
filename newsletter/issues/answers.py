"""What the answer of a mail server says: of one copy, and of whether it wants more for now."""

import smtplib
from datetime import datetime, timedelta

from newsletter.issues.enums import DeliveryState

_SHORTEST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
_TOO_MANY = 429  # HTTP
_BUSY = (421, 450, 451, 452)  # SMTP, where it is said of the sender, the message or the connection


def outcome(error: Exception) -> DeliveryState:
    """Return the state after an error: ``FAILED``, ``PENDING`` to try again, or ``UNCERTAIN``."""
    if isinstance(error, ValueError):
        return DeliveryState.FAILED  # the message cannot be composed, for example with an invalid address
    code = _answer_code(error)
    if code is None:
        # Without an answer the server may have accepted the message before the connection broke.
        return DeliveryState.UNCERTAIN
    is_of_http = not isinstance(error, smtplib.SMTPException)
    may_try_again = code == 429 if is_of_http else code < 500 or isinstance(error, smtplib.SMTPSenderRefused)
    if may_try_again:
        return DeliveryState.PENDING
    return DeliveryState.UNCERTAIN if is_of_http and code >= 500 else DeliveryState.FAILED


def is_busy(error: Exception) -> bool:
    """Tell whether a server asks us to send more slowly, whoever the copy was for."""
    code = _answer_code(error)
    if not isinstance(error, smtplib.SMTPException):
        return code == _TOO_MANY
    return code == 421 or (code in _BUSY and not isinstance(error, smtplib.SMTPRecipientsRefused))


def wait_until(error: Exception, attempts: int, now: datetime) -> datetime:
    """Return when to go on after a server was busy: when it says, or else later each time."""
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    says = str(headers.get("Retry-After", ""))
    pause = timedelta(seconds=int(says)) if says.isdecimal() else _SHORTEST_PAUSE * 2 ** min(attempts - 1, 6)
    return now + min(max(pause, timedelta(seconds=1)), _LONGEST_PAUSE if not says else timedelta(days=1))


def _answer_code(error: Exception) -> int | None:
    """Return the error code of the mail server (SMTP) or of the provider (HTTP, through anymail)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max((answer[0] for answer in error.recipients.values()), default=550)
    code = getattr(error, "smtp_code", None) or getattr(error, "status_code", None)
    return code if isinstance(code, int) else None
