"""What is newer than a backup when it is restored: taken over, asked again, or at least reported."""

import json
import os
from pathlib import Path

import psycopg
import pytest

from proviso_site import run
from proviso_site.embedded.processes import choose_port
from tests.databases import create_migrated
from tests.proviso_site.test_backup import Drill

pytestmark = [pytest.mark.long, pytest.mark.law("A-09", "D-03", "M-05", "P19", "X-13")]
DATABASE = "losses"
HELPERS = """
from dataclasses import replace
from datetime import timedelta
from django.utils import timezone
from contact.messages import operations as messages
from contact.messages.models import Message
from dsar.cases import asking
from dsar.cases.enums import Right
from dsar.cases.models import Case
from newsletter.issues import deliveries, operations as issues
from newsletter.issues.models import Delivery, Issue
from newsletter.issues.profile import current_profile
from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.enums import EndReason
from newsletter.subscriptions.models import PendingSignUp, Subscription
from privacy.journal import operations as journal
from privacy.policy.publishing import publish
from privacy.register.purposes.models import Controller
from privacy.register.models import Revision
from privacy.retention import holds
from privacy.retention.enums import HoldReason
from consent.choices.models import ConsentRecord
now = timezone.now()

def sign_up(name):
    return subscriptions.sign_up(
        address=f"{name}@example.com", language="nb", form="newsletter.signup", text="Ja", now=now)

def subscribe(name):
    asked = sign_up(name)
    subscriptions.confirm(subscription_id=asked.pk, now=now)
    return asked

def ask(right, name):
    asking.ask(right=right, address=f"{name}@example.com", message="", language="nb", now=now)
    return Case.objects.get(contact__email=f"{name}@example.com", right=right, state="unverified")

def opened(right, name):
    return asking.confirm(case_id=ask(right, name).pk, now=now)

def send_some(issue, count):
    one_by_one = replace(current_profile(), batch=1)
    deliveries.current_profile = lambda: one_by_one
    sent = Delivery.stored.filter(issue=issue, state="sent")
    before, ends = sent.count(), now + deliveries.LANE_LASTS
    clock = lambda: now if sent.count() < before + count else ends
    assert deliveries.deliver(issue_id=issue.pk, clock=clock) == count
"""
BEFORE = (
    HELPERS
    + """
readers = [subscribe(f"reader{number}") for number in range(12)]
leaver = subscribe("leaver")
sign_up("undecided")
opened(Right.ACCESS, "early")
ask(Right.RECTIFICATION, "hesitant")
issue = Issue.objects.create(subject={"nb": "Nytt"}, body={"nb": "Nytt"}, created_at=now)
issues.send(issue_id=issue.pk, now=now)
# The order of copies that are due at once is chance; this one is among those that wait.
Delivery.objects.filter(subscription_id=leaver.pk).update(due_at=now + timedelta(minutes=1))
send_some(issue, 3)
"""
)
AFTER = (
    HELPERS
    + """
send_some(Issue.objects.get(), 4)
subscriptions.unsubscribe(subscription_id=Subscription.objects.get(email="leaver@example.com").pk,
    reason=EndReason.ONE_CLICK, now=now)
subscriptions.confirm(subscription_id=PendingSignUp.objects.get(email="undecided@example.com").pk, now=now)
subscribe("new")
sign_up("newer")
opened(Right.ERASURE, "late")
ask(Right.RESTRICTION, "later")
asking.confirm(case_id=Case.objects.get(contact__email="hesitant@example.com").pk, now=now)
withdrawn = Case.objects.get(contact__email="early@example.com")
messages.receive(fields={"email": "writer@example.com", "text": "Hei"}, language="nb", is_suspect=False, now=now)
holds.hold_row(model="contact.message", object_id=str(Message.objects.get().pk), reason=HoldReason.LEGAL_CLAIM,
    reference="2026-17", ends_at=now + timedelta(days=9), staff=None, now=now)
revision = Revision.objects.get()
ConsentRecord.objects.create(given_at=now, revision=revision, language="nb", surface="banner", control="all",
    options=["analytics"], granted=["analytics"], granted_at=[now], interface_hash="0" * 64, is_gpc=False,
    expires_at=now + timedelta(days=9), retain_until=now + timedelta(days=99))
from privacy.erasure import operations as ledger
from privacy.erasure.revision_numbers import PUBLISHED
Revision.objects.create(number=2, published_at=now, content=revision.content, sha256=revision.sha256)
ledger.note(kind=PUBLISHED, facts={"revision": 2}, now=now)
"""
)
STATE = (
    HELPERS
    + """
import json
from newsletter.issues import promises
from privacy.erasure.revision_numbers import next_number
from privacy.register.frozen.register import Register
from privacy.register.promises.registry import Facts
print("STATE" + json.dumps({
    "subscriptions": sorted(f"{row.email.partition('@')[0]} {getattr(row, 'state', 'pending')}"
        for row in [*Subscription.objects.all(), *PendingSignUp.objects.all()] if not row.email.startswith("reader")),
    "cases": sorted(f"{case.contact.email.partition('@')[0]} {case.right} {case.state}" for case in Case.objects.all()),
    "copies": sorted(Delivery.objects.values_list("state", flat=True)),
    "p19": promises.only_to_subscribers(Facts(now=now, register=Register())).kind,
    "next": next_number(),
    "messages": Message.objects.count(),
    "consents": ConsentRecord.objects.count(),
}))
"""
)


@pytest.fixture(scope="module")
def drill(django_db_setup: None, static_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Drill:
    var = tmp_path_factory.mktemp("losses")
    (var / "log").mkdir()
    server = os.environ["DATABASE_URL"].rpartition("/")[0]
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {DATABASE}_replaced WITH (FORCE)")
    create_migrated(DATABASE)
    port = choose_port(var / "port")
    own = {
        "DATABASE_URL": f"{server}/{DATABASE}",
        "REDIS_URL": os.environ["REDIS_URL"].rpartition("/")[0] + "/5",
        "STATIC_ROOT": str(static_root),
        "STAND_INS": "no",
    }
    site = Drill(var, run.environment_for(var, port) | own, port)
    site.manage("seed_site")
    site.manage("shell", "-c", BEFORE)
    site.manage("backup")
    site.manage("shell", "-c", AFTER)
    return site


def state(site: Drill) -> dict[str, object]:
    said = site.manage("shell", "-c", STATE)
    found: dict[str, object] = json.loads(said.rpartition("STATE")[2].splitlines()[0])
    return found


def letters(site: Drill) -> list[str]:
    return site.rows("SELECT kind FROM privacy_letter WHERE ended_at IS NULL ORDER BY 1")


def test_what_is_newer_than_the_backup_is_taken_over_asked_again_or_reported(drill: Drill) -> None:
    (backup,) = drill.backups
    said = drill.manage("restore", str(backup))
    for line in (
        "1 revisions, 0 taken over: 2.", "1 messages, 1 taken over.", "1 consents, 0 taken over.",
        "1 holds, 1 taken over",
        "3 subscriptions, 3 taken over.", "4 deliveries, 4 taken over.", "3 requests, 3 taken over: ",
    ):  # fmt: skip
        assert f"Newer than the backup: {line}" in said
    assert "@" not in said
    found = state(drill)
    assert found["subscriptions"] == [
        "leaver ended", "new pending", "newer pending", "undecided pending",
    ]  # fmt: skip
    assert found["cases"] == [
        "early access open", "hesitant rectification open", "late erasure open", "later restriction unverified",
    ]  # fmt: skip
    copies = ["pending"] * 5 + ["sent"] * 7 + ["skipped"]
    assert sorted(found["copies"]) == copies  # type: ignore[call-overload]
    assert (found["p19"], found["next"], found["messages"], found["consents"]) == ("kept", 3, 1, 0)
    asked = drill.rows(
        "SELECT split_part(email, '@', 1) FROM privacy_letter letter"
        " JOIN newsletter_pendingsignup pending ON pending.id = object_id"
        " WHERE kind = 'newsletter.signup' AND letter.ended_at IS NULL"
    )
    assert {"new", "newer", "undecided"} <= set(asked)
    assert "proviso_site.restore_report" in letters(drill)
    (facts,) = drill.rows("SELECT facts FROM privacy_journalentry WHERE event = 'restore.lost'")
    told = json.loads(facts)
    assert (told["requests"], told["requests.taken"], len(told["requests.named"]), told["revisions.named"]) == (
        3, 3, 3, ["2"],
    )  # fmt: skip
    assert "the chain holds" in drill.manage("verify_journal")
    send = "from privacy.letters.models import Letter; from privacy.letters import operations as letters\n"
    send += "from django.utils import timezone; now = timezone.now()\n"
    send += (
        "[letters.send(letter_id=one.pk, now=now) for one in Letter.objects.filter(kind__contains='restore_report')]"
    )
    drill.manage("shell", "-c", send)
    assert drill.rows("SELECT is_sent FROM privacy_letter WHERE kind = 'proviso_site.restore_report'") == [True]


def test_database_that_cannot_be_read_is_said_so(drill: Drill) -> None:
    (backup,) = drill.backups
    with psycopg.connect(drill.environment["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("ALTER TABLE dsar_case RENAME TO dsar_gone")
        connection.execute("ALTER TABLE newsletter_delivery RENAME COLUMN state TO gone")
    said = drill.manage("restore", str(backup))
    assert "NOT READABLE in the database that was replaced: requests, deliveries." in said
    found = state(drill)
    assert "early access open" in found["cases"]  # type: ignore[operator]
    # Sent since the backup, says the file beside the ledger.
    assert sorted(found["copies"]).count("uncertain") == 4  # type: ignore[call-overload]
    assert sorted(found["copies"]).count("pending") == 5  # type: ignore[call-overload]
    assert found["p19"] == "kept"
    assert found["next"] == 3


def test_database_that_a_killed_restore_had_set_aside_is_found(drill: Drill) -> None:
    (backup,) = drill.backups
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {DATABASE} RENAME TO {DATABASE}_replaced")
    said = drill.manage("restore", str(backup))
    assert "NOT READABLE" not in said
    assert state(drill)["p19"] == "kept"
