"""Every letter to visitors, subscribers and those who ask for their data, of invented rows that are not stored."""

from collections.abc import Iterator
from uuid import uuid4

from django.core.mail import EmailMultiAlternatives
from django.utils import timezone, translation

from dsar.cases.enums import Ground, Right, State
from dsar.cases.letters import emails as request_letters
from dsar.cases.models import Case, Contact
from newsletter.issues.emails import IssueMail
from newsletter.issues.models import Issue
from newsletter.subscriptions import emails as newsletter_letters
from newsletter.subscriptions.models import PendingSignUp, Subscription
from privacy.breaches import emails as breach_letters
from privacy.breaches.models import Breach
from privacy.breaches.queries import BreachContact
from privacy.law.deadlines import answer_deadline

ADDRESS = "reader@example.com"


def all_letters(code: str) -> Iterator[tuple[str, EmailMultiAlternatives]]:
    """Yield each letter and its name in a language, which is active meanwhile."""
    with translation.override(code):
        yield from _of_requests(code)
        yield from _of_the_list(code)
        breach = Breach(title="…", told_what={code: "…"}, told_consequences={code: "…"}, told_measures={code: "…"})
        contact = BreachContact(model="", row="", address=ADDRESS, language=code)
        yield "breach", breach_letters.breach_told(breach, contact)


def _of_requests(code: str) -> Iterator[tuple[str, EmailMultiAlternatives]]:
    now = timezone.now()
    facts = {"link": "https://example.com/x", "expires_at": now, "erased": [], "kept": [], "others": [], "days": 7}
    facts |= {"together": [], "lines": [], "code": "1234 5678", "minutes": 15, "hours": 24}
    facts["contact"] = Contact(organisation="…")
    for right in Right:
        case = Case(id=uuid4(), right=right, language=code, state=State.REFUSED, received_at=now)
        case.ground, case.reasons, case.extension_reason = Ground.OTHERS, "…", "…"
        case.set_deadline(answer_deadline(now))
        for kind in request_letters.KINDS:
            yield f"{kind} {right}", request_letters.message(kind, case, ADDRESS, facts)


def _of_the_list(code: str) -> Iterator[tuple[str, EmailMultiAlternatives]]:
    now = timezone.now()
    subscription = Subscription(id=uuid4(), email=ADDRESS, language=code, requested_at=now, confirmed_at=now)
    pending = PendingSignUp(id=uuid4(), email=ADDRESS, language=code, requested_at=now, retain_until=now)
    yield "confirmation_request", newsletter_letters.confirmation_request(pending)
    yield "already_subscribed", newsletter_letters.already_subscribed(subscription, now)
    yield "welcome", newsletter_letters.welcome(subscription, now)
    yield "moved", newsletter_letters.moved(subscription)
    issue = Issue(subject={code: "…"}, body={code: "# …\n\n- …\n\n> …\n\n[…](https://example.com/)"})
    yield "issue", IssueMail(issue).addressed_to(uuid4(), ADDRESS, code, uuid4())
