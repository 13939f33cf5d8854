"""Nothing reaches a partner but through the gate; what left is in the journal, and P25 looks at both."""

import json
import weakref
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models.signals import post_init

from consent.choices.models import ChoiceCount
from privacy.journal.models import JournalEntry
from privacy.register.frozen.register import Register
from privacy.register.promises.enums import VerdictKind
from privacy.register.promises.registry import Facts, Verdict
from privacy.statistics import sharing, visits
from privacy.statistics.errors import NotAnonymous
from privacy.statistics.models import PartnerAgreement, SharedFile
from privacy.statistics.promises import only_anonymous_data_is_shared
from privacy.statistics.sharable import all_sharable, find_sharable
from tests.words import says

pytestmark = [pytest.mark.django_db, pytest.mark.law("P25")]
NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
MARCH = date(2026, 3, 1)
GOOD = "month;page;visits\n2026-01;home;410\n2026-01;contact:form;33\n"


@pytest.fixture
def agreement() -> PartnerAgreement:
    return PartnerAgreement.objects.create(partner="Fjord AS", purpose="Bransjetall", agreed_on=date(2026, 1, 1))


def share(agreement: PartnerAgreement, text: str = GOOD, counted: str = "visits", now: datetime = NOW) -> SharedFile:
    return sharing.share(
        agreement=agreement, dataset="uploaded", data=sharing.read_csv(text, counted), staff_id=7, now=now
    )


def p25() -> Verdict:
    return only_anonymous_data_is_shared(Facts(now=NOW, register=Register()))


def alter(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_what_leaves_is_kept_as_it_left_and_journalled_without_a_value(agreement: PartnerAgreement) -> None:
    file = share(agreement)
    assert file.content == GOOD.replace(";", ",")
    entry = JournalEntry.objects.get(stream="sharing")
    assert json.loads(entry.facts) == {
        "agreement": agreement.pk, "columns": ["month", "page", "visits"], "dataset": "uploaded",
        "file": str(file.pk), "rows": 2, "sha256": file.sha256, "staff": 7,
    }  # fmt: skip
    assert "410" not in entry.facts
    assert p25().kind == VerdictKind.KEPT


def test_files_are_read_a_few_at_a_time(agreement: PartnerAgreement) -> None:
    for number in range(20):
        share(agreement, GOOD.replace("410", str(4100 + 20 * number)))
    alive: set[int] = set()
    most = 0

    def note(instance: SharedFile, **_kwargs: Any) -> None:
        nonlocal most
        alive.add(id(instance))
        weakref.finalize(instance, alive.discard, id(instance))
        most = max(most, len(alive))

    post_init.connect(note, sender=SharedFile)
    try:
        assert p25().kind == VerdictKind.KEPT
        assert not sharing.refusals(agreement, sharing.read_csv(GOOD.replace("410", "5100"), "visits"), NOW)
    finally:
        post_init.disconnect(note, sender=SharedFile)
    assert 0 < most < 10


def test_pseudonymous_table_is_refused_with_every_reason_and_that_somebody_tried_is_known(
    agreement: PartnerAgreement,
) -> None:
    text = "email_hash,visits\n5f4dcc3b5aa765d61d8327deb882cf99,40\n7c6a180b36896a0a8c02787eeafb0e4c,3\n"
    with pytest.raises(NotAnonymous) as refused:
        share(agreement, text)
    assert len(refused.value.reasons) == 3
    assert "5f4dcc3b" not in str(refused.value)
    assert not SharedFile.objects.exists()
    entry = JournalEntry.objects.get(stream="sharing")
    assert entry.event == "sharing.refused"
    assert json.loads(entry.facts)["reasons"] == 3
    assert p25().kind == VerdictKind.KEPT


@pytest.mark.parametrize(("starts", "ends"), [(date(2026, 4, 1), None), (date(2026, 1, 1), date(2026, 3, 9))])
def test_without_an_agreement_in_force_nothing_leaves(starts: date, ends: date | None) -> None:
    lapsed = PartnerAgreement.objects.create(partner="Fjord AS", purpose="Tall", agreed_on=starts, ends_on=ends)
    with pytest.raises(NotAnonymous):
        share(lapsed)


def test_second_table_that_differs_by_little_is_refused_for_any_partner(agreement: PartnerAgreement) -> None:
    share(agreement)
    share(agreement)  # the same again tells nothing new
    other = PartnerAgreement.objects.create(partner="Vidde AS", purpose="Tall", agreed_on=date(2026, 1, 1))
    with pytest.raises(NotAnonymous):
        share(other, GOOD.replace("410", "413"))


def test_tables_of_our_own_pass_the_gate_and_leave_out_what_is_small(agreement: PartnerAgreement) -> None:
    for page, count in (("home", 300), ("contact:form", 25), ("dsar:portal", 4)):
        for day in (date(2026, 2, 3), date(2026, 3, 3)):
            visits.add(counted={visits.Cell(day=day, page=page, language="nb", device="mobile"): count})
    for granted, count in (("", 40), ("analytics", 15), ("analytics,marketing", 2)):
        ChoiceCount.objects.create(day=date(2026, 2, 3), language="nb", device="m", granted=granted, count=count)
    by_page = find_sharable("visits-by-page").make(MARCH, 10)
    assert by_page.rows == (("2026-02", "home", "300"),)  # March is not over; 25 would give the 4 away
    answers = find_sharable("answers-by-choice").make(MARCH, 10)
    assert answers.rows == (("2026-02", "nothing", "40"),)
    for one in all_sharable():
        sharing.share(agreement=agreement, dataset=one.key, data=one.make(MARCH, 10), staff_id=7, now=NOW)
    assert SharedFile.objects.count() == 4
    assert p25().kind == VerdictKind.KEPT
    assert p25().figure.startswith("4 ")


def test_p25_is_kept_while_nothing_was_shared() -> None:
    assert p25().kind == VerdictKind.KEPT
    assert p25().figure.startswith("0 ")


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (
            "UPDATE privacy_sharedfile SET content = replace(content, '410', '411')",
            says("%(file)s is not what left", file="").strip(),
        ),
        (
            "UPDATE privacy_sharedfile SET content = 'x', sha256 = encode(sha256('x'), 'hex')",
            says("%(file)s is not what left", file="").strip(),
        ),
        ("DELETE FROM privacy_sharedfile", "borte"),
        (
            (
                "CREATE TEMP TABLE other AS SELECT * FROM privacy_sharedfile; UPDATE other SET id = gen_random_uuid();"
                " INSERT INTO privacy_sharedfile SELECT * FROM other"
            ),
            "utenom sluse",
        ),
    ],
)
def test_p25_is_broken_by_what_was_shared_past_the_gate_or_changed_since(
    agreement: PartnerAgreement, statement: str, words: str
) -> None:
    share(agreement)
    alter(statement)
    verdict = p25()
    assert verdict.kind == VerdictKind.BROKEN
    assert words in verdict.reason


def test_p25_is_broken_by_a_file_that_todays_gate_would_refuse(agreement: PartnerAgreement, settings) -> None:
    share(agreement)
    settings.PRIVACY = settings.PRIVACY | {"SMALLEST_SHARED": 50}
    verdict = p25()
    assert verdict.kind == VerdictKind.BROKEN
    assert says("%(file)s is not anonymous", file="").strip() in verdict.reason


def test_command_shares_or_says_why_not(
    agreement: PartnerAgreement, tmp_path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "table.csv"
    file.write_text(GOOD)
    call_command("share_dataset", str(agreement.pk), "--file", str(file), "--counted", "visits")
    assert "2 rows for Fjord AS" in capsys.readouterr().out
    file.write_text("user_id,visits\nu1,40\n")
    with pytest.raises(SystemExit):
        call_command("share_dataset", str(agreement.pk), "--file", str(file), "--counted", "visits")
    assert "user_id" in capsys.readouterr().err
    with pytest.raises(CommandError):
        call_command("share_dataset", "999999", "--file", str(file))
    with pytest.raises(CommandError):
        call_command("share_dataset", str(agreement.pk))
    assert SharedFile.objects.count() == 1


def test_agreement_with_files_is_not_removed(agreement: PartnerAgreement) -> None:
    share(agreement, now=NOW + timedelta(days=1))
    with pytest.raises(Exception, match="protected"):
        agreement.delete()
