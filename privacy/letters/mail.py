"""Mail that the site sends by itself."""

from collections.abc import Mapping
from email.charset import QP, Charset
from typing import Any

from django.core.mail import EmailMultiAlternatives

from privacy.letters.layout import SignedText, as_html, sign

# Lines of 7 bits: what a relay encodes anew has no valid signature any more (RFC 6376, section 5.3).
_SEVEN_BITS = Charset("utf-8")
_SEVEN_BITS.body_encoding = QP


class UntrackedMessage(EmailMultiAlternatives):
    """A message of which nobody learns whether it is read (LAW C-26)."""

    # Some providers track by default. Anymail reads these, SMTP knows no tracking.
    track_opens = False
    track_clicks = False
    encoding = _SEVEN_BITS


class UntrackedMail(UntrackedMessage):
    """A mail as text and as HTML in the site's layout.

    A text that is not signed yet is signed with ``reason``, why somebody gets it, in the active language.
    """

    def __init__(self, subject: str, text: str, *args: Any, reason: str = "", **facts: Any) -> None:
        signed = text if isinstance(text, SignedText) else sign(text, reason)
        super().__init__(subject, signed, *args, **facts)
        self.attach_alternative(as_html(subject=subject, text=signed), "text/html")


class AutomaticMail(UntrackedMail):
    """A mail that no person wrote, and that says so."""

    def __init__(self, *args: Any, headers: Mapping[str, str] | None = None, **facts: Any) -> None:
        super().__init__(*args, headers={"Auto-Submitted": "auto-generated", **(headers or {})}, **facts)
