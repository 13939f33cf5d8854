from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from privacy.journal import operations as journal
from privacy.journal.models import JournalEntry
from privacy.policy import draft, publishing
from privacy.policy.errors import PublicationRefused
from privacy.policy.models import RevisionText
from privacy.register import in_force
from privacy.register import operations as register
from privacy.register.models import Revision
from privacy.register.promises.models import PromiseVerdict
from privacy.register.promises.registry import broken, kept, unproven
from privacy.register.purposes.models import Controller, Purpose
from privacy.register.statements.models import Statement
from privacy.verdicts import operations as verdicts
from tests.factories.privacy import NOW, StatementFactory, both, passage
from tests.privacy.conftest import Promising
from tests.registries import ReplaceEntries
from tests.together import together
from tests.words import says

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]
LATER = NOW + timedelta(days=1)


def reasons() -> list[str]:
    with pytest.raises(PublicationRefused) as refusal:
        publishing.publish(now=NOW)
    assert not Revision.objects.exists()
    assert not JournalEntry.objects.filter(event="register.published").exists()
    return refusal.value.reasons


@pytest.mark.law("P58", "P59", "X-30")
def test_first_publication_is_revision_one_hashed_in_every_language() -> None:
    revision = publishing.publish(now=NOW)
    assert (revision.number, revision.published_at) == (1, NOW)
    assert revision.sha256 == register.digest(Revision.objects.get().content)
    texts = {text.language: text for text in revision.texts.all()}
    assert set(texts) == {"nb", "nn", "en"}
    for text in texts.values():
        assert text.sha256 == publishing.text_digest(text.html)


def test_publication_is_journalled_with_its_hashes() -> None:
    revision = publishing.publish(now=NOW)
    entry = JournalEntry.objects.get(event="register.published")
    assert entry.revision == 1
    for digest in (revision.sha256, *RevisionText.objects.values_list("sha256", flat=True)):
        assert digest in entry.facts


@pytest.mark.law("P58")
@pytest.mark.parametrize("table", ["privacy_revision", "privacy_revisiontext"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET sha256 = ''", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_revision_is_never_changed(table: str, verb: str) -> None:
    publishing.publish(now=NOW)
    first = "SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL session_replication_role = replica; "
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(first + verb.format(table))
    assert Revision.objects.get().texts.count() == 3


def test_equal_draft_publishes_nothing() -> None:
    first = publishing.publish(now=NOW)
    assert publishing.publish(now=LATER) == first
    assert Revision.objects.count() == 1
    assert JournalEntry.objects.filter(event="register.published").count() == 1


def test_changed_draft_is_the_next_revision_and_leaves_the_first_alone() -> None:
    publishing.publish(now=NOW)
    before = Revision.objects.values().get(number=1), list(RevisionText.objects.values().order_by("pk"))
    Controller.objects.update(name="Nytt Navn AS", contact_email="ny@example.com")
    second = publishing.publish(now=LATER)
    assert second.number == 2
    assert "ny@example.com" in second.texts.get(language="nb").html
    after = (
        Revision.objects.values().get(number=1),
        list(RevisionText.objects.filter(revision=1).values().order_by("pk")),
    )
    assert after == before


def test_publication_stores_the_verdicts_it_stood_on(promising: Promising) -> None:
    promising(P1=kept("3 of 3"))
    publishing.publish(now=NOW)
    assert PromiseVerdict.objects.get().figure == "3 of 3"


@pytest.mark.law("T-10")
def test_broken_promise_is_not_published_even_where_no_statement_makes_it(promising: Promising) -> None:
    promising(P1=kept("1"), P29=broken("2 late", "two rows are overdue"))
    (reason,) = reasons()
    assert "P29" in reason
    assert "two rows are overdue" in reason


def test_broken_promise_is_not_published_with_other_words(promising: Promising) -> None:
    StatementFactory.create(promises=["P29"], otherwise=passage("Annet", "Vi prøver."))
    promising(P29=broken("2 late", "overdue"))
    assert len(reasons()) == 1


def test_broken_promise_is_named_once_also_without_other_words(promising: Promising) -> None:
    StatementFactory.create(key="late", promises=["P28", "P29"])
    promising(P28=kept("1"), P29=broken("2 late", "two rows are overdue"))
    (reason,) = reasons()
    assert "two rows are overdue" in reason


def test_unproven_promise_is_named_beside_a_broken_one_of_the_same_statement(promising: Promising) -> None:
    StatementFactory.create(key="late", promises=["P28", "P29"])
    promising(P28=unproven("-", "no data"), P29=broken("2 late", "two rows are overdue"))
    first, second = reasons()
    assert "two rows are overdue" in first
    assert "P28: no data" in second
    assert "P29" not in second


def test_unproven_promise_without_other_words_is_refused(promising: Promising) -> None:
    StatementFactory.create(key="late", promises=["P1", "P29"])
    promising(P1=kept("1"), P29=unproven("-", "no data"))
    (reason,) = reasons()
    assert "late" in reason
    assert "P29" in reason
    assert "P1," not in reason


def test_promise_that_nobody_checks_is_unproven() -> None:
    StatementFactory.create(key="late", promises=["P99"])
    (reason,) = reasons()
    assert "P99" in reason


@pytest.mark.parametrize(
    ("verdict", "shown", "hidden"), [(kept("1"), "Lovet", "Ærlig"), (unproven("-", "?"), "Ærlig", "Lovet")]
)
def test_statement_says_what_is_proven(
    promising: Promising, verdict: publishing.Result, shown: str, hidden: str
) -> None:
    StatementFactory.create(
        promises=["P29"], text=passage("Sletting", "Lovet."), otherwise=passage("Sletting", "Ærlig.")
    )
    promising(P29=verdict)
    html = publishing.publish(now=NOW).texts.get(language="nb").html
    assert shown in html
    assert hidden not in html


@pytest.mark.law("L-01")
@pytest.mark.parametrize("missing", ["nb", "nn", "en"])
@pytest.mark.parametrize("text", ["text", "otherwise"])
def test_untranslated_text_leaves_its_language_out(text: str, missing: str) -> None:
    half = {code: words for code, words in passage("Deling", "Vi deler.").items() if code != missing}
    StatementFactory.create(key="sharing", **{text: half})
    published = {shown.language for shown in publishing.publish(now=NOW).texts.all()}
    assert published == {"nb", "nn", "en"} - {missing}


def test_all_reasons_are_told_at_once(promising: Promising) -> None:
    StatementFactory.create(key="late", promises=["P29"])
    StatementFactory.create(key="sharing", text={})
    promising(P1=broken("0", "gone"), P29=unproven("-", "?"))
    assert len(reasons()) == 3


@pytest.mark.parametrize(
    ("text", "named"),
    [(passage("Tabell", "{table:nothing}"), "nothing"), (both("Uten overskrift"), "wrong")],
)
def test_text_that_cannot_be_shown_is_a_reason_and_no_crash(text: dict[str, str], named: str) -> None:
    StatementFactory.create(key="wrong", text=text)
    (reason,) = reasons()
    assert named in reason


def test_register_that_cannot_be_read_is_no_half_publication(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**_kwargs: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(publishing.journal, "append", fail)
    with pytest.raises(DatabaseError):
        publishing.publish(now=NOW)
    assert not Revision.objects.exists()


def test_review_tells_what_would_change_without_changing_it(promising: Promising) -> None:
    publishing.publish(now=NOW)
    promising(P24=kept("4"))
    Purpose.objects.update(title=both("Nytt"))
    StatementFactory.create(key="new")
    Statement.objects.filter(key="intro").delete()
    before = Revision.objects.count()
    verdicts.check(now=LATER)
    review = draft.review(LATER)
    assert not review.objections
    assert [(change.sign, change.kind, change.key) for change in review.changes] == [
        ("changed", "purposes", "requests"),
        ("new", "statements", "new"),
        ("gone", "statements", "intro"),
    ]
    assert [result.promise for result in draft.look(LATER).results] == ["P24"]
    assert Revision.objects.count() == before


def test_review_of_an_equal_draft_shows_no_change() -> None:
    publishing.publish(now=NOW)
    assert draft.review(LATER).changes == ()


def test_review_shows_what_stands_in_the_way(promising: Promising) -> None:
    promising(P29=broken("2", "overdue"))
    verdicts.check(now=NOW)
    StatementFactory.create(key="sharing", text={})
    assert any("P29" in reason for reason in draft.look(NOW).doubts)
    assert any("sharing" in reason for reason in draft.review(NOW).objections)


@pytest.mark.django_db(transaction=True)
def test_two_publications_at_once_make_one_revision() -> None:
    assert together(*[lambda: publishing.publish(now=NOW).number] * 4) == [1, 1, 1, 1]
    assert Revision.objects.count() == 1
    assert JournalEntry.objects.filter(event="register.published").count() == 1


@pytest.mark.django_db(transaction=True)
def test_publication_is_in_force_once_it_is_committed() -> None:
    assert in_force.current() is None
    with transaction.atomic():
        publishing.publish(now=NOW)
    snapshot = in_force.current()
    assert snapshot is not None
    assert snapshot.number == 1


def test_small_register_is_what_the_tests_say_it_is() -> None:
    """The draft of the factories has these rows and no others."""
    frozen = register.freeze(now=NOW)
    assert [len(getattr(frozen, kind)) for kind in ("purposes", "vendors", "retention_rules", "statements")] == [
        1,
        0,
        1,
        1,
    ]


@pytest.mark.law("A-15")
def test_journal_that_does_not_verify_blocks_a_publication() -> None:
    journal.append(stream="test", event="test.first", facts={"count": 1}, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE privacy_journalentry DISABLE TRIGGER USER")
        cursor.execute("UPDATE privacy_journalentry SET facts = '{\"count\":2}' WHERE stream = 'test'")
        cursor.execute("ALTER TABLE privacy_journalentry ENABLE TRIGGER USER")
    assert reasons() == [says("The journal does not verify: %(faults)s.", faults=f"test 1: {says('changed')}")]


@pytest.mark.law("A-15")
def test_row_that_differs_from_the_journal_blocks_a_publication(replace_entries: ReplaceEntries) -> None:
    fault = journal.JournalFault(stream="shop", seq=7, text="gone")
    source = journal.JournalSource(name="shop", compare=lambda _scope: iter([fault]))
    replace_entries(journal.sources, {"shop": source})
    assert reasons() == [says("The journal does not verify: %(faults)s.", faults="shop 7: gone")]
