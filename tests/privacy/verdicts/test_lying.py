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

pytestmark = pytest.mark.django_db


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


LIES: list[tuple[PromiseKind, str, Callable[[], object], str]] = [
    (
        PromiseKind.DATA,
        "P11",
        execute("ALTER TABLE contact_message ADD COLUMN score int"),
        "P11 er brutt: Ingen har deklarert: contact_message.score.",
    ),
    (
        PromiseKind.PURPOSE,
        "P19",
        execute("ALTER TABLE newsletter_delivery DISABLE TRIGGER newsletter_delivery_needs_consent"),
        "P19 er brutt: Triggeren newsletter_delivery_needs_consent mangler eller er slått av.",
    ),
    (
        PromiseKind.RECIPIENT,
        "P24",
        unadequate,
        "P24 er brutt: Det finnes ikke noe grunnlag for overføring til: Utenfor.",
    ),
    (
        PromiseKind.RETENTION,
        "P29",
        lambda: RetentionRule.objects.filter(key="newsletter.ended").update(days=90),
        "P29 er brutt: newsletter.ended må være høyst 30 dager og høyst én måned.",
    ),
    (
        PromiseKind.RIGHT,
        "P39",
        execute("ALTER TABLE dsar_case DROP CONSTRAINT case_refused_has_reasons"),
        "P39 er brutt: Databasen hindrer ikke lenger et avslag uten begrunnelse.",
    ),
    (
        PromiseKind.STORAGE,
        "P42",
        other_uses,
        "P42 er brutt: Erklæringen og registeret er uenige om: analyse, markedsføring, moro, nødvendig.",
    ),
    (
        PromiseKind.NOTICE,
        "P4",
        lambda: None,
        (
            "«lie» gir et løfte som ikke er bevist (P4: Ingen har lagt inn: organisasjonsnummer, postadresse, telefon, "
            "personvernombud, ja eller nei), og har ingen annen tekst."
        ),
    ),
    (
        PromiseKind.CONTACT,
        "P60",
        lambda: None,
        (
            "«lie» gir et løfte som ikke er bevist (P60: Når nettstedet leser postkassen, ligger det som kommer inn, "
            "på pulten for meldinger. Bare et menneske kan se at adressen i erklæringen fører dit, og at noen ser på "
            "pulten hver arbeidsdag), og har ingen annen tekst."
        ),
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
    assert (
        "«lie» gir et løfte som ikke er bevist (P99: ingen kjenner et løfte med dette nummeret), og har ingen annen "
        "tekst."
    ) in refusal.value.reasons
