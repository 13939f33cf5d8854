from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from privacy.journal import operations as journal
from privacy.journal.errors import PersonalValueInJournal
from privacy.journal.models import JournalEntry
from privacy.journal.operations import JournalFault, NewEntry
from tests.factories.privacy import NOW
from tests.together import together

TABLE = "privacy_journalentry"
pytestmark = pytest.mark.law("A-15")


def append(stream: str = "test", **facts: Any) -> JournalEntry:
    entry = journal.append(stream=stream, event="test.done", facts=facts, now=NOW)
    return JournalEntry.objects.get(pk=entry.pk)


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def tamper(statement: str, *values: Any) -> None:
    """Do what only a superuser can: switch the triggers off, change, switch them on again."""
    sql(f"ALTER TABLE {TABLE} DISABLE TRIGGER ALL")
    sql(statement, *values)
    sql(f"ALTER TABLE {TABLE} ENABLE TRIGGER ALL")


@pytest.mark.django_db
def test_entries_of_a_stream_are_chained() -> None:
    first, second = append(rows=1), append(rows=2)
    assert (first.seq, first.previous) == (1, "0" * 64)
    assert (second.seq, second.previous) == (2, first.hash)
    assert first.hash != second.hash
    assert list(journal.verify_chain()) == []


@pytest.mark.django_db
def test_each_stream_has_its_own_chain() -> None:
    append("one")
    other = append("other")
    assert (other.seq, other.previous) == (1, "0" * 64)


@pytest.mark.django_db
def test_chain_is_computed_by_the_database_whatever_the_writer_says() -> None:
    honest = append()
    liar = JournalEntry.objects.create(
        stream="test", seq=99, at=NOW, event="test.done", facts="{}", previous="f" * 64, hash="f" * 64
    )
    liar.refresh_from_db()
    assert (liar.seq, liar.previous) == (2, honest.hash)
    assert list(journal.verify_chain()) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 3, 10, 9, 0, tzinfo=UTC),
        datetime(2026, 3, 10, 9, 0, 0, 1, tzinfo=UTC),
        datetime(2026, 7, 1, 0, 30, 59, 999_999, tzinfo=UTC),
    ],
)
@pytest.mark.parametrize("revision", [None, 7])
def test_python_and_the_database_spell_an_entry_alike(at: datetime, revision: int | None) -> None:
    facts: dict[str, Any] = {"id": uuid4(), "rows": [1, 2], "none": None, "day": date(2026, 3, 10), "yes": True}
    journal.append(stream="test", event="test.done", facts=facts, now=at, revision=revision)
    assert list(journal.verify_chain()) == []


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["origin", "replica"])
@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {TABLE} SET facts = '{{}}'",
        f"UPDATE {TABLE} SET hash = hash",
        f"DELETE FROM {TABLE}",
        f"TRUNCATE {TABLE}",
        f"TRUNCATE {TABLE} CASCADE",
    ],
)
def test_entry_is_never_changed(statement: str, role: str) -> None:
    append(rows=1)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        sql(f"SET LOCAL session_replication_role = {role}; {statement}")
    assert JournalEntry.objects.get().facts == '{"rows":1}'


@pytest.mark.django_db
def test_entry_is_chained_in_a_session_that_plays_replica() -> None:
    first = append()
    with transaction.atomic():
        sql("SET LOCAL session_replication_role = replica")
        append()
        sql("SET LOCAL session_replication_role = origin")
    assert JournalEntry.objects.get(seq=2).previous == first.hash


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        (f"UPDATE {TABLE} SET facts = '{{}}' WHERE seq = 2", (2, "changed")),
        (f"UPDATE {TABLE} SET at = at + interval '1 microsecond' WHERE seq = 2", (2, "changed")),
        (f"UPDATE {TABLE} SET event = 'other' WHERE seq = 2", (2, "changed")),
        (f"UPDATE {TABLE} SET revision = 1 WHERE seq = 2", (2, "changed")),
        (f"UPDATE {TABLE} SET hash = repeat('a', 64) WHERE seq = 2", (2, "changed")),
        (f"UPDATE {TABLE} SET previous = repeat('a', 64) WHERE seq = 2", (2, "reordered or replaced")),
        (f"UPDATE {TABLE} SET seq = 5 - seq WHERE seq IN (2, 3)", (2, "reordered or replaced")),
        (f"DELETE FROM {TABLE} WHERE seq = 2", (2, "missing")),
        (f"DELETE FROM {TABLE} WHERE seq = 1", (1, "missing")),
    ],
)
def test_tampering_is_found_and_named(statement: str, fault: tuple[int, str]) -> None:
    for number in range(4):
        append("other", rows=number)
        append(rows=number)
    sql(f"ALTER TABLE {TABLE} DROP CONSTRAINT journal_one_entry_per_number")
    tamper(statement + " AND stream = 'test'")
    seq, problem = fault
    assert JournalFault(stream="test", seq=seq, text=problem) in list(journal.verify_chain())
    assert {one.stream for one in journal.verify_chain()} == {"test"}


@pytest.mark.django_db
def test_recomputed_hash_is_found_at_the_next_entry() -> None:
    """A forger who knows how the hash is made must rewrite everything after it."""
    append(rows=1)
    append(rows=2)
    forged = JournalEntry.objects.get(seq=1)
    forged.facts = '{"rows":9}'
    tamper(f"UPDATE {TABLE} SET facts = %s, hash = %s WHERE seq = 1", forged.facts, journal._expected_hash(forged))
    assert list(journal.verify_chain()) == [JournalFault(stream="test", seq=2, text="reordered or replaced")]


@pytest.mark.django_db(transaction=True)
def test_concurrent_writers_make_one_chain() -> None:
    writers, each = 32, 3

    def write(number: int) -> None:
        for turn in range(each):
            with transaction.atomic():
                journal.append(stream="test", event="test.done", facts={"w": number, "t": turn}, now=NOW)

    together(*[partial(write, number) for number in range(writers)])
    assert list(journal.verify_chain()) == []
    numbers = JournalEntry.objects.filter(stream="test").values_list("seq", flat=True)
    assert list(numbers) == list(range(1, writers * each + 1))


@pytest.mark.django_db(transaction=True)
def test_refused_transaction_leaves_no_gap() -> None:
    append()
    with transaction.atomic():
        append()
        transaction.set_rollback(True)
    assert append().seq == 2


@pytest.mark.parametrize(
    "value",
    [
        "kari@example.com",
        "Kari Nordmann",
        "Åse",
        "+47 22 00 00 00",
        "Storgata 1, 0155 Oslo",
        "a" * 81,
        "<b>",
        '"',
        "\n",
        {"name": "Kari"},
        [["Kari"]],
    ],
)
def test_personal_value_is_refused(value: Any) -> None:
    with pytest.raises(PersonalValueInJournal):
        journal.canonical({"value": value})
    with pytest.raises(PersonalValueInJournal):
        journal.canonical({"values": ["plain", value]})


def test_personal_value_is_refused_as_a_name_too() -> None:
    with pytest.raises(PersonalValueInJournal):
        journal.canonical({"Kari Nordmann": 1})


def test_refusal_does_not_repeat_the_value() -> None:
    with pytest.raises(PersonalValueInJournal) as refusal:
        journal.canonical({"value": "kari@example.com"})
    assert "kari" not in str(refusal.value)


@given(st.emails())
def test_no_address_passes(address: str) -> None:
    with pytest.raises(PersonalValueInJournal):
        journal.canonical({"value": address})


@given(
    st.dictionaries(st.from_regex(r"[a-z_]{1,20}", fullmatch=True).filter(lambda name: name[0] != "_"), st.integers())
)
def test_facts_have_one_spelling(facts: dict[str, Any]) -> None:
    backwards = dict(reversed(facts.items()))
    assert journal.canonical(facts) == journal.canonical(backwards)
    assert " " not in journal.canonical(facts)


@pytest.mark.django_db
def test_database_refuses_an_address_whoever_writes_it() -> None:
    entry = JournalEntry(
        stream="test", seq=0, at=NOW, event="x", facts='{"to":"kari@example.com"}', previous="", hash=""
    )
    with pytest.raises(IntegrityError, match="journal_holds_no_address"), transaction.atomic():
        entry.save()


@pytest.mark.django_db
def test_verifying_reads_the_journal_once(django_assert_num_queries: Callable[[int], Any]) -> None:
    for number in range(3):
        append(rows=number, at=NOW + timedelta(days=number))
    with django_assert_num_queries(1):
        assert list(journal.verify_chain()) == []


@pytest.mark.django_db
def test_batch_keeps_the_order_within_each_stream() -> None:
    entries = [NewEntry(stream=name, event="test.done", facts={"n": number}) for number in range(3) for name in "ba"]
    append("a", n=99)
    assert journal.append_many(entries=entries, now=NOW) == 6
    told = {name: list(JournalEntry.objects.filter(stream=name).values_list("facts", flat=True)) for name in "ab"}
    assert told["b"] == ['{"n":0}', '{"n":1}', '{"n":2}']
    assert told["a"] == ['{"n":99}', *told["b"]]
    assert list(journal.verify_chain()) == []


@pytest.mark.django_db
def test_batch_with_a_personal_value_writes_nothing() -> None:
    entries = [
        NewEntry(stream="test", event="test.done"),
        NewEntry(stream="test", event="x", facts={"to": "kari@example.com"}),
    ]
    with pytest.raises(PersonalValueInJournal):
        journal.append_many(entries=entries, now=NOW)
    assert not JournalEntry.objects.exists()


@pytest.mark.django_db
def test_large_batch_takes_a_statement_for_each_thousand(django_assert_num_queries: Callable[[int], Any]) -> None:
    entries = [NewEntry(stream="test", event="test.done", facts={"n": number}) for number in range(2_001)]
    with django_assert_num_queries(3 + 2):
        journal.append_many(entries=entries, now=NOW)
    assert list(journal.verify_chain()) == []


@pytest.mark.django_db(transaction=True)
def test_single_entries_and_batches_of_32_writers_make_one_chain_per_stream() -> None:
    """Every writer's batches name the streams in another order: without one order of locks they would deadlock."""
    writers, rounds, streams = 32, 4, ("one", "two", "three")

    def write(number: int) -> None:
        order = streams if number % 2 else streams[::-1]
        for turn in range(rounds):
            facts = {"w": number, "t": turn}
            if turn % 2:
                with transaction.atomic():
                    journal.append(stream=order[0], event="test.single", facts=facts, now=NOW)
            else:
                many = [NewEntry(stream=name, event="test.many", facts=facts) for name in order for _ in range(5)]
                journal.append_many(entries=many, now=NOW)

    together(*[partial(write, number) for number in range(writers)])
    assert list(journal.verify_chain()) == []
    assert JournalEntry.objects.count() == writers * (rounds // 2) * (1 + 5 * len(streams))
    for name in streams:
        numbers = list(JournalEntry.objects.filter(stream=name).values_list("seq", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))
