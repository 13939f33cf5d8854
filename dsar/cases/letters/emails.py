"""Letters about requests. They carry a link instead of personal data (LAW D-19, X-18).

Every letter with a decision ends with the reasons, the authority to complain to and the right to go to court (GDPR
Art. 12(4), LAW D-05, P40).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsar.cases.letters.demands import OF_DECISIONS, Demand, require
from dsar.cases.models import Case
from privacy.conf import privacy_settings
from privacy.letters.layout import SignedText, sign
from privacy.letters.mail import AutomaticMail
from privacy.register.frozen.rows import Controller
from privacy.register.purposes.queries import current_controller

_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")


@dataclass(frozen=True, kw_only=True)
class LetterKind:
    """A kind of letter: its subject, whether it contains a decision on the request, and what else it must have."""

    subject: str | Promise
    is_decision: bool
    demands: frozenset[Demand] = frozenset()

    @property
    def all_demands(self) -> frozenset[Demand]:
        """What the text must have, or it is not composed."""
        return self.demands | (OF_DECISIONS if self.is_decision else frozenset())


_DATED = frozenset({Demand.DEADLINE})

KINDS: Mapping[str, LetterKind] = {
    "confirm": LetterKind(
        subject=gettext_lazy("Confirm your request about personal data"),
        is_decision=False,
        demands=frozenset({Demand.DEADLINE}),
    ),
    "confirm_claim": LetterKind(
        subject=gettext_lazy("Confirm your request for somebody else"),
        is_decision=False,
        demands=frozenset({Demand.DEADLINE}),
    ),
    "links": LetterKind(subject=gettext_lazy("Links to your requests"), is_decision=False),
    "message": LetterKind(subject=gettext_lazy("We have written to you about your request"), is_decision=False),
    "identity": LetterKind(subject=gettext_lazy("We have a question about your request"), is_decision=False),
    "reopened": LetterKind(subject=gettext_lazy("We have opened your request again"), is_decision=False),
    "to_customer": LetterKind(subject=gettext_lazy("A person asks about data that you decide over"), is_decision=False),
    "passed_on": LetterKind(subject=gettext_lazy("We have passed on your request"), is_decision=True),
    "known": LetterKind(subject=gettext_lazy("A request about your personal data"), is_decision=False),
    "code": LetterKind(subject=gettext_lazy("Your code for the file"), is_decision=False),
    "fetched": LetterKind(subject=gettext_lazy("Your file was fetched"), is_decision=False),
    "received": LetterKind(
        subject=gettext_lazy("We have received your request"), is_decision=False, demands=frozenset({Demand.DEADLINE})
    ),
    "extended": LetterKind(
        subject=gettext_lazy("Your request takes more time"),
        is_decision=True,
        demands=frozenset({Demand.EXTENSION_REASON, Demand.DEADLINE}),
    ),
    "scheduled": LetterKind(subject=gettext_lazy("Your data will be erased"), is_decision=True),
    "ready": LetterKind(subject=gettext_lazy("Your file is ready"), is_decision=True),
    "nothing": LetterKind(subject=gettext_lazy("We found nothing about you"), is_decision=True),
    "erased": LetterKind(subject=gettext_lazy("Your data is erased"), is_decision=True),
    "answered": LetterKind(subject=gettext_lazy("Your request is answered"), is_decision=True),
    "correct": LetterKind(subject=gettext_lazy("Your link to the values we hold"), is_decision=False),
    "new_address": LetterKind(subject=gettext_lazy("Confirm your new e-mail address"), is_decision=False),
    "moved": LetterKind(subject=gettext_lazy("Your e-mail address with us was changed"), is_decision=False),
    "corrected": LetterKind(subject=gettext_lazy("Your data is corrected"), is_decision=True),
    "restricted": LetterKind(subject=gettext_lazy("Your data is only stored from now on"), is_decision=True),
    "lifting": LetterKind(subject=gettext_lazy("We will use your data again"), is_decision=True),
    "refused": LetterKind(
        subject=gettext_lazy("We cannot do what you asked"), is_decision=True, demands=frozenset({Demand.REASONS})
    ),
}


def render(kind: str, case: Case, values: Mapping[str, Any], who: Controller | None = None) -> tuple[str, SignedText]:
    """Return subject and text of a letter in the request's language; ``who`` is the controller, if it is at hand.

    Raises ``ReasonsMissing`` rather than omit the reasons of a refusal or an extension, or the authority, for example
    because nobody has entered it.
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
        text = render_to_string(f"dsar/mail/{kind}.txt", {**context, **values})
        require(KINDS[kind].all_demands, case, who, text)
        is_on_paper = values.get("link") == ""
        return subject, sign(_BLANK_LINES.sub("\n\n", text), _reason(kind, is_on_paper=is_on_paper), who)


def _reason(kind: str, *, is_on_paper: bool) -> str:
    """Return why somebody gets a letter, in the active language."""
    if kind == "to_customer":
        return _("You get this because you decide over personal data that we process for you.")
    if is_on_paper:
        return _("You get this because you asked us about your personal data.")
    return _("You get this because a request about personal data was made with this address.")


def message(kind: str, case: Case, address: str, values: Mapping[str, Any]) -> AutomaticMail:
    """Return a letter to an address, without tracking."""
    subject, text = render(kind, case, values)
    name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    who = current_controller()
    reply_to = [who.contact_email] if who.contact_email else None
    return AutomaticMail(subject, text, formataddr((name or who.name, sender)), [address], reply_to=reply_to)
