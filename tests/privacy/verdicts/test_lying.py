"""Publication refuses statements that are not true, with exact messages: one of each kind of promise."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.db import connection
from django.utils import translation

from privacy.policy import publishing
from privacy.policy.errors import PublicationRefused
from privacy.register import in_force
from privacy.register.models import Revision
from privacy.register.promises import catalogue
from privacy.register.promises import registry as promises
from privacy.register.promises.enums import PromiseKind
from privacy.register.statements.models import Statement
from privacy.retention.models import RetentionRule
from tests.factories.privacy import NOW, StatementFactory, VendorFactory, passage
from tests.factories.seeds import load_seed
from tests.registries import ReplaceEntries
from tests.words import says

pytestmark = pytest.mark.django_db
NOT_ENTERED = [
    says(fact) for fact in ("organisation number", "postal address", "telephone", "data protection officer, yes or no")
]
DESK = (
    "Where the site reads the mailbox, what comes in is on the desk of messages. Only a person can see that the "
    "address in the policy leads to it, and that the desk is looked at every working day."
)


@pytest.fixture(autouse=True)
def _seeded(db: None) -> None:
    in_force.forget()
    load_seed(now=NOW)
    Statement.objects.update(promises=[])


def execute(sql: str) -> Callable[[], None]:
    def change() -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)

    return change


def unadequate() -> None:
    VendorFactory.create(name="Utenfor", parent_country="US", storage_countries=["US"])


def other_uses() -> None:
    text = {code: f"## {code}\n\nVi bruker dem til **moro**." for code, _name in settings.LANGUAGES}
    Statement.objects.filter(key="lie").update(text=text)


def broken(promise: str, reason: str) -> str:
    return says("%(promise)s is broken: %(reason)s", promise=promise, reason=reason)


def unproven(promise: str, reason: str) -> str:
    words = "“%(statement)s” makes a promise that is not proven (%(promises)s), and has no other text."
    return says(words, statement="lie", promises=f"{promise}: {reason}")


LIES: list[tuple[PromiseKind, str, Callable[[], object], str]] = [
    (
        PromiseKind.DATA,
        "P11",
        execute("ALTER TABLE contact_message ADD COLUMN score int"),
        broken("P11", says("Nobody has declared: %(names)s.", names="contact_message.score")),
    ),
    (
        PromiseKind.PURPOSE,
        "P19",
        execute("ALTER TABLE newsletter_delivery DISABLE TRIGGER newsletter_delivery_needs_consent"),
        broken("P19", says("The trigger %s is missing or switched off.") % "newsletter_delivery_needs_consent"),
    ),
    (
        PromiseKind.RECIPIENT,
        "P24",
        unadequate,
        broken("P24", says("Nothing carries the transfer to: %(names)s.", names="Utenfor")),
    ),
    (
        PromiseKind.RETENTION,
        "P29",
        lambda: RetentionRule.objects.filter(key="newsletter.ended").update(days=90),
        broken("P29", says("%s must be 30 days and one month or less.") % "newsletter.ended"),
    ),
    (
        PromiseKind.RIGHT,
        "P39",
        execute("ALTER TABLE dsar_case DROP CONSTRAINT case_refused_has_reasons"),
        broken("P39", says("The database no longer refuses a refusal without reasons.")),
    ),
    (
        PromiseKind.STORAGE,
        "P42",
        other_uses,
        broken("P42", says("The policy and the register differ on: %s.") % "analyse, markedsføring, moro, nødvendig"),
    ),
    (
        PromiseKind.NOTICE,
        "P4",
        lambda: None,
        unproven("P4", says("Nobody has entered: %(facts)s.", facts=", ".join(NOT_ENTERED)).rstrip(".")),
    ),
    (
        PromiseKind.CONTACT,
        "P60",
        lambda: None,
        unproven("P60", says(DESK).rstrip(".")),
    ),
]


@pytest.mark.law("T-10", "P4", "P11", "P19", "P24", "P29", "P39", "P42", "P60")
@pytest.mark.parametrize(("kind", "name", "change", "words"), LIES, ids=[name for _kind, name, _c, _w in LIES])
def test_lying_statement_is_refused(
    replace_entries: ReplaceEntries, kind: PromiseKind, name: str, change: Callable[[], object], words: str
) -> None:
    assert catalogue.all_promises()[name].kind == kind
    # The real check of this promise only; the others have their own tests.
    replace_entries(promises.promises, {name: promises.promises[name]})
    StatementFactory.create(key="lie", section="lie", text=passage("Løfte", "Vi lover."), promises=[name])
    change()
    with translation.override("nb"), pytest.raises(PublicationRefused) as refusal:
        publishing.publish(now=NOW)
    assert words in refusal.value.reasons
    assert not Revision.objects.exists()


def test_every_kind_of_promise_is_tried() -> None:
    assert {kind for kind, _name, _change, _words in LIES} == set(PromiseKind)


@pytest.mark.law("T-10")
def test_promise_that_nobody_knows_is_refused() -> None:
    StatementFactory.create(key="lie", section="lie", text=passage("Løfte", "Vi lover."), promises=["P99"])
    with translation.override("nb"), pytest.raises(PublicationRefused) as refusal:
        publishing.publish(now=NOW)
    assert unproven("P99", says("nobody knows a promise with this number")) in refusal.value.reasons
