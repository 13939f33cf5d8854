"""Mail that the site sends by itself."""

from collections.abc import Mapping
from typing import Any

from django.core.mail import EmailMessage


class UntrackedMail(EmailMessage):
    """A mail of which nobody learns whether it is read (LAW C-26)."""

    # Some providers track by default. Anymail reads these, SMTP knows no tracking.
    track_opens = False
    track_clicks = False


class AutomaticMail(UntrackedMail):
    """A mail that no person wrote, and that says so."""

    def __init__(self, *args: Any, headers: Mapping[str, str] | None = None, **facts: Any) -> None:
        super().__init__(*args, headers={"Auto-Submitted": "auto-generated", **(headers or {})}, **facts)
