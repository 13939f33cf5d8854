"""One row of each kind that a new site does not have, so that staff have a page of it; taken away afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.live import LiveSite

# Nothing that a promise of the running site is held to: other tests share it.
PLANT = """
import uuid
from datetime import timedelta
from django.utils import timezone
from consent.audit.models import AuditFinding, AuditRun
from consent.choices.models import ChoiceCount
from consent.gate.models import Sighting
from contact.messages.models import Message
from newsletter.bounces.models import Comparison
from newsletter.issues.models import Issue, IssuePicture
from privacy.breaches.models import Breach
from privacy.inbound.models import ReceivedMail
from privacy.retention.models import LegalHold, RetentionRun
from privacy.statistics.models import PartnerAgreement, VisitCount
from proviso_site.content.models import Block, ContentPage
now, later = timezone.now(), timezone.now() + timedelta(days=30)
before = now.date() - timedelta(days=3)  # visitors of the tests beside this one are counted today
text = {code: "Høstens nyheter" for code in ("nb", "nn", "en")}
page = ContentPage.objects.create(title=text, lead=text, address={code: "nyheter" for code in text})
for order, kind in enumerate(("heading", "text", "picture", "link", "embed")):
    Block.objects.create(page=page, kind=kind, text=text, order=order)
issue = Issue.objects.create(subject=text, body=text, created_at=now)
IssuePicture.objects.create(issue=issue, number=1, alt=text, kind="png", sha256="0" * 64, width=1, height=1, size=8,
                            content=bytes(8))
run = AuditRun.objects.create(started_at=now, finished_at=now, site="https://other.example.test", outcome="differs")
rows = [
    page,
    run,
    AuditFinding.objects.create(run=run, problem="undeclared", trace="cookie", name="_ny", host="other.example.test",
                                states=["granted", "only-analytics"], devices=["desktop"], lifetime=7776000),
    Breach.objects.create(title="Tapt PC", is_drill=True, aware_at=now, what_happened="En PC ble borte."),
    ChoiceCount.objects.create(day=before, language="nb", device="m", granted="marketing", count=3),
    Comparison.objects.create(provider="postmark", compared_at=now, listed=3, ended=1),
    issue,
    LegalHold.objects.create(reference="2026/14", reason="claim", subject_key="0" * 64, salt="0" * 32,
                             placed_at=now, ends_at=later, retain_until=later),
    Message.objects.create(email="ola@example.com", text="Hva koster det?", language="nb", received_at=now,
                           retain_until=later),
    PartnerAgreement.objects.create(partner="Fjordby kommune", purpose="Statistikk", agreed_on=now.date()),
    ReceivedMail.objects.create(digest="0" * 64, email="ola@example.com", subject="Hei", raw=b"From: ola", due_at=now,
                                state="quarantined", trouble="nobodys", received_at=now, retain_until=later),
    RetentionRun.objects.create(rule="crawl", model="contact.message", state="stopped", stop_reason="rows",
                                as_of=now, due=2, rows=3),
    Sighting.objects.create(day=before, kind="cookie", name="_ny", page="home", count=3),
    VisitCount.objects.create(day=before, page="home", language="nb", device="desktop", count=30),
]
print(" ".join(f"{row._meta.label}={row.pk}" for row in rows))
"""
_TAKE_AWAY = """
from django.apps import apps
for one in {planted!r}.split():
    label, _, pk = one.partition("=")
    apps.get_model(label).objects.filter(pk=pk).delete()
"""


@contextmanager
def planted(site: LiveSite) -> Iterator[None]:
    """Plant the rows, and take them away whatever happens."""
    rows = site.manage("shell", "-v0", "-c", PLANT).strip().splitlines()[-1]
    try:
        yield
    finally:
        site.manage("shell", "-v0", "-c", _TAKE_AWAY.format(planted=rows))
