"""The mails of a request. None carries personal data; whoever reads it follows a link (LAW D-19, X-18).

Every letter that decides something is rendered with the same ending: why, where to complain, and that a court can be
asked (GDPR Art. 12(4), LAW D-05, P40). ``render`` raises rather than leave it out.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsar.cases.errors import ReasonsMissing
from dsar.cases.models import Case
from privacy.conf import privacy_settings
from privacy.frozen.rows import Controller
from privacy.purposes.queries import current_controller

_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")


@dataclass(frozen=True, kw_only=True)
class Kind:
    """One sort of letter: what its subject says, and whether it decides something about the request."""

    subject: str | Promise
    is_decision: bool


KINDS: Mapping[str, Kind] = {
    "confirm": Kind(subject=gettext_lazy("Confirm your request about personal data"), is_decision=False),
    "received": Kind(subject=gettext_lazy("We have received your request"), is_decision=False),
    "extended": Kind(subject=gettext_lazy("Your request takes more time"), is_decision=True),
    "ready": Kind(subject=gettext_lazy("Your file is ready"), is_decision=True),
    "erased": Kind(subject=gettext_lazy("Your data is erased"), is_decision=True),
    "answered": Kind(subject=gettext_lazy("Your request is answered"), is_decision=True),
    "refused": Kind(subject=gettext_lazy("We cannot do what you asked"), is_decision=True),
}


def render(kind: str, case: Case, facts: Mapping[str, Any], who: Controller | None = None) -> tuple[str, str]:
    """Return subject and text of a letter in the request's language; ``who`` is the controller, if it is at hand.

    Raises ``ReasonsMissing`` for a refusal or an extension without reasons, or when nobody has entered which
    authority supervises the controller.
    """
    who = who or current_controller()
    with translation.override(case.language):
        subject = f"{KINDS[kind].subject} ({case.reference})"
        context = {
            "case": case,
            "controller": who,
            "site": privacy_settings().base_url,
            "is_decision": KINDS[kind].is_decision,
        }
        text = render_to_string(f"dsar/mail/{kind}.txt", {**context, **facts})
        if KINDS[kind].is_decision:
            _require(who.authority_url, who.authority_url in text)
            _require(who.authority_name, who.authority_name in text)
            _require(remedy(), remedy() in text)
        if kind == "refused":
            _require(case.reasons, case.reasons in text)
        if kind == "extended":
            _require(case.extension_reason, case.extension_reason in text)
    return subject, _BLANK_LINES.sub("\n\n", text).strip() + "\n"


def _require(value: object, is_there: bool) -> None:
    if not value or not is_there:
        raise ReasonsMissing


def remedy() -> str:
    """Return the sentence about the courts, in the active language."""
    return _("You can also bring the matter before a court.")


def message(kind: str, case: Case, address: str, facts: Mapping[str, Any]) -> EmailMessage:
    """Return a letter to one address: plain text, nothing in it that tells whether it was opened."""
    subject, text = render(kind, case, facts)
    name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    who = current_controller()
    letter = EmailMessage(
        subject,
        text,
        formataddr((name or who.name, sender)),
        [address],
        reply_to=[who.contact_email] if who.contact_email else None,
        headers={"Auto-Submitted": "auto-generated"},
    )
    letter.track_opens = False  # type: ignore[attr-defined]
    letter.track_clicks = False  # type: ignore[attr-defined]
    return letter
