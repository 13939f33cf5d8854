"""The publication that staff ask for: bound to what they saw, and to what they said of the other languages."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User

from privacy.journal.models import JournalEntry
from privacy.policy import asked, lone_changes, publication, publishing
from privacy.policy.models import TranslationCheck
from privacy.register import operations as register
from privacy.register.frozen.register import serialize
from privacy.register.models import Revision
from privacy.register.purposes.models import Controller, Purpose
from privacy.register.statements.models import Statement
from privacy.runs import background, operations
from privacy.runs.enums import RunState
from privacy.runs.models import StaffRun
from tests.factories.privacy import NOW
from tests.words import says

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]
LATER = NOW + timedelta(days=1)


@pytest.fixture
def by(db: None) -> User:
    return User.objects.create_user("kari", is_staff=True)


def digest() -> str:
    return register.digest(serialize(register.freeze(now=LATER)))


def ask(by: User, *, draft: str = "", same: list[str] | None = None) -> StaffRun:
    details = asked.details(draft=draft or digest(), same=same or [])
    return operations.ask(kind=publication.KIND, by=by, language="nb", now=LATER, details=details)


def carry_out(run: StaffRun) -> StaffRun:
    background.carry_out_waiting(clock=lambda: LATER)
    run.refresh_from_db()
    return run


def change(**texts: str) -> None:
    intro = Statement.objects.get(key="intro")
    intro.text = intro.text | texts
    intro.save()


def lone() -> list[lone_changes.LoneChange]:
    latest = Revision.objects.newest_first().first()
    return lone_changes.between(latest.content, serialize(register.freeze(now=LATER)))


def test_draft_that_was_seen_is_published_and_the_run_says_so(by: User) -> None:
    run = carry_out(ask(by))
    assert (run.state, run.words) == (RunState.DONE, [says("Revision %(number)s is in force.", number=1)])
    again = carry_out(ask(by))
    assert (again.state, Revision.objects.count()) == (RunState.DONE, 1)
    assert "likt versjon 1" in again.words[0]


def test_draft_that_changed_after_somebody_looked_is_not_published(by: User) -> None:
    run = ask(by)
    Purpose.objects.update(is_voluntary={"nb": "Ja.", "nn": "Ja.", "en": "Yes."})
    assert carry_out(run).state == RunState.REFUSED
    assert (
        says("The draft has changed since you looked at it. Look at what changes now, and publish again.")
        in run.words[0]
    )
    assert not Revision.objects.exists()


@pytest.mark.parametrize("draft", ["0" * 64, "x"])
def test_draft_that_nobody_was_shown_is_not_published(by: User, draft: str) -> None:
    assert carry_out(ask(by, draft=draft)).state == RunState.REFUSED
    assert not Revision.objects.exists()


def test_draft_that_changes_while_it_is_checked_is_not_published(by: User, monkeypatch: pytest.MonkeyPatch) -> None:
    judge = publishing.judge

    def judge_slowly(**facts: Any) -> list[publishing.Result]:
        change(nb="## Kort fortalt nb\n\nNoe annet.")
        return judge(**facts)

    monkeypatch.setattr(publishing, "judge", judge_slowly)
    run = carry_out(ask(by))
    assert run.state == RunState.REFUSED
    assert says("The draft was changed while it was being checked. Look at it again.") in run.words[0]
    assert not Revision.objects.exists()


@pytest.mark.law("L-01")
def test_language_that_changed_alone_is_asked_about_with_the_others_beside(by: User) -> None:
    publishing.publish(now=NOW)
    change(nb="## Kort fortalt nb\n\nSkriv til {contact_email} i dag.")
    (asks,) = lone()
    assert [text.code for text in asks.changed] == ["nb"]
    assert asks.changed[0].before != asks.changed[0].after
    assert [(text.code, text.before == text.after) for text in asks.others] == [("nn", True), ("en", True)]
    assert asks.title == "Kort fortalt nb"
    run = carry_out(ask(by))
    assert run.state == RunState.REFUSED
    assert "Kort fortalt nb" in run.words[0]
    assert Revision.objects.count() == 1


def test_whoever_publishes_confirms_what_the_company_runs_itself(by: User) -> None:
    Controller.objects.update(runs_itself=["hosting", "mailbox"])
    assert carry_out(ask(by)).state == RunState.DONE
    facts = [json.loads(entry.facts) for entry in JournalEntry.objects.filter(event="supply.confirmed")]
    assert facts == [{"supply": name, "met_by": "own", "staff": by.pk} for name in ("hosting", "mailbox")]


@pytest.mark.law("L-01")
def test_who_says_that_the_others_say_the_same_is_kept_and_journalled(by: User) -> None:
    publishing.publish(now=NOW)
    change(nb="## Kort fortalt nb\n\nSkriv til {contact_email} i dag.", en="## In short\n\nWrite to {contact_email}.")
    (asks,) = lone()
    assert carry_out(ask(by, same=[asks.id])).state == RunState.DONE
    check = TranslationCheck.objects.get()
    assert (check.revision, check.checked_by, check.checked_at) == (2, by, LATER)
    assert (check.changed, check.unchanged) == (["nb", "en"], ["nn"])
    entry = JournalEntry.objects.get(event="translations.same")
    assert json.loads(entry.facts) == {"staff": by.pk, "texts": [asks.id]}
    assert entry.revision == 2


def test_tick_for_other_words_does_not_count(by: User) -> None:
    publishing.publish(now=NOW)
    change(nb="## Kort fortalt nb\n\nFørst dette.")
    (first,) = lone()
    change(nb="## Kort fortalt nb\n\nSå noe annet.")
    assert carry_out(ask(by, same=[first.id])).state == RunState.REFUSED


@pytest.mark.parametrize(
    "texts",
    [
        {"nb": "## Ny\n\nA.", "nn": "## Ny\n\nA.", "en": "## New\n\nA."},
        {"nb": "## Kort fortalt nb  \r\n\r\nSkriv til {contact_email}.\r\n"},
        {},
    ],
)
def test_nothing_is_asked_where_all_languages_or_only_line_breaks_changed(texts: dict[str, str]) -> None:
    publishing.publish(now=NOW)
    change(**texts)
    assert lone() == []


def test_text_outside_the_statements_that_changed_alone_is_asked_about() -> None:
    publishing.publish(now=NOW)
    purpose = Purpose.objects.get()
    purpose.description = purpose.description | {"en": "Something else."}
    purpose.save()
    (asks,) = lone()
    assert [text.code for text in asks.changed] == ["en"]
    assert asks.url == f"/admin/privacy/purpose/{purpose.pk}/change/"


def test_language_that_is_new_changed_nothing() -> None:
    publishing.publish(now=NOW)
    before = Revision.objects.get().content
    after = json.loads(json.dumps(before))
    for row in before["privacy"]["statements"]:
        del row["text"]["en"]
    assert lone_changes.between(before, after) == []


@pytest.mark.django_db(transaction=True)
def test_run_and_publication_end_together(by: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that is killed just before the commit leaves neither; just after it leaves both."""
    run = ask(by)

    def die(*_args: object) -> None:
        raise SystemExit

    monkeypatch.setattr(publishing, "nudge", die)  # the last thing before the commit
    with pytest.raises(SystemExit):
        background.carry_out_waiting(clock=lambda: LATER)
    run.refresh_from_db()
    assert (run.state, Revision.objects.count()) == (RunState.RUNNING, 0)
    monkeypatch.undo()
    background.close_interrupted(run_id=run.pk, now=LATER)
    run.refresh_from_db()
    assert run.state == RunState.INTERRUPTED
    assert says("Nothing was published.") in run.words[0]
    assert carry_out(ask(by)).state == RunState.DONE
    assert Revision.objects.count() == 1
