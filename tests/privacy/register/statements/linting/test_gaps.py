"""The linter against the customer's old policy, which has every gap, and against the seed, which has none left."""

import json
import time
from copy import deepcopy
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from privacy.law.locales import languages
from privacy.policy import publishing
from privacy.register import operations as register
from privacy.register.errors import SeedError
from privacy.register.frozen.register import parse, serialize
from privacy.register.statements import choosing, linting
from privacy.register.statements.linting.rules import all_rules
from privacy.register.statements.models import AcceptedGap, Statement
from privacy.register.statements.operations import accept_gap
from privacy.verdicts.judging import judge, proven
from tests.factories.privacy import NOW, TODAY
from tests.privacy.register.statements.linting import old_policy
from tests.words import says

pytestmark = pytest.mark.django_db
GAPS = [f"G-{number:02}" for number in range(1, 26)]
SET_BY_DEPLOYING = {"G-02"}


@pytest.fixture(scope="module")
def frozen(django_db_setup: None, django_db_blocker: Any) -> dict[str, Any]:
    """The old policy and the seed, each entered once: the linter looks at nothing but the frozen content."""
    found = {}
    with django_db_blocker.unblock():
        for name, enter in (("old", old_policy.enter), ("ours", load_ours)):
            with transaction.atomic():
                enter()
                found[name] = settled()
                transaction.set_rollback(True)
    return found


@pytest.fixture
def old(frozen: dict[str, Any]) -> dict[str, Any]:
    return deepcopy(frozen["old"])


@pytest.fixture
def ours(frozen: dict[str, Any]) -> dict[str, Any]:
    return deepcopy(frozen["ours"])


def load_ours() -> None:
    register.load_seed(seed=register.read_seed(settings.SEED_FILE), now=timezone.now())


def settled() -> dict[str, Any]:
    draft = register.freeze(now=NOW)
    return serialize(choosing.settled(draft, proven(judge(register=draft, now=timezone.now()))))


def found(content: dict[str, Any]) -> dict[str, linting.Finding]:
    return {finding.rule.id: finding for finding in linting.findings(parse(content), TODAY)}


@pytest.mark.law(
    "G-01",
    "G-02",
    "G-03",
    "G-04",
    "G-05",
    "G-06",
    "G-07",
    "G-08",
    "G-09",
    "G-10",
    "G-11",
    "G-12",
    "G-13",
    "G-14",
    "G-15",
    "G-16",
    "G-17",
    "G-18",
    "G-19",
    "G-20",
    "G-21",
    "G-22",
    "G-23",
    "G-24",
    "G-25",
)
@pytest.mark.parametrize("gap", GAPS)
def test_old_policy_has_the_gap(old: dict[str, Any], gap: str) -> None:
    assert gap in found(old)


@pytest.mark.law(
    "G-01",
    "G-02",
    "G-03",
    "G-04",
    "G-05",
    "G-06",
    "G-07",
    "G-08",
    "G-09",
    "G-10",
    "G-11",
    "G-12",
    "G-13",
    "G-14",
    "G-15",
    "G-16",
    "G-17",
    "G-18",
    "G-19",
    "G-20",
    "G-21",
    "G-22",
    "G-23",
    "G-24",
    "G-25",
)
@pytest.mark.parametrize("gap", GAPS)
def test_seed_has_the_gap_no_more(ours: dict[str, Any], gap: str) -> None:
    finding = found(ours).get(gap)
    if gap in SET_BY_DEPLOYING:
        assert finding.accepted is None
        assert finding.is_told
        assert not finding.blocks
    else:
        assert finding is None, finding.in_words


@pytest.mark.law("A-04", "G-02")
def test_seed_with_its_facts_has_no_finding_at_all(ours: dict[str, Any]) -> None:
    facts = {"organisation_number": "974760673", "address": "Gata 1", "phone": "+47 55 55 55 55", "officer": "none"}
    ours["privacy"]["controller"] |= facts
    assert found(ours) == {}


@pytest.mark.law("A-04")
def test_every_point_of_article_13_has_a_rule() -> None:
    items = {item for rule in all_rules().values() for item in rule.items}
    wanted = {f"13(1)({letter})" for letter in "abcdef"} | {f"13(2)({letter})" for letter in "abcdef"}
    assert wanted <= items


def test_details_say_where_and_what(old: dict[str, Any]) -> None:
    seen = found(old)
    assert says("%(row)s: which interest?", row="Kundeservice") in seen["G-01"].details
    assert seen["G-12"].statements == {"old-5"}
    assert any("30 dager" in detail for detail in seen["G-12"].details)
    assert any("CST" in detail for detail in seen["G-21"].details)
    assert any("«bl.a.»" in detail for detail in seen["G-21"].details)
    assert says("the table does not come from the register") in seen["G-20"].details
    assert "e-bok (Bokmål)" in seen["G-10"].details


def test_finding_is_plain_norwegian_with_a_better_text_in_every_language(old: dict[str, Any]) -> None:
    for rule in all_rules().values():
        assert set(rule.better) == set(languages.known()), rule.id
        assert all(rule.better.values()), rule.id
        assert rule.say.endswith(".")
    assert found(old)["G-16"].in_words.startswith("G-16 Frist og pris for svar. ")


def test_linting_is_quick_and_says_the_same_twice(ours: dict[str, Any]) -> None:
    register = parse(ours)
    first = [finding.in_words for finding in linting.findings(register, TODAY)]
    start = time.process_time()
    assert [finding.in_words for finding in linting.findings(register, TODAY)] == first
    assert time.process_time() - start < 1


def test_linting_asks_nothing_of_the_database(ours: dict[str, Any], django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        linting.findings(parse(ours), TODAY)


def silent_about_the_controller(ours: dict[str, Any]) -> None:
    """Take out the table that says openly which facts are missing."""
    for statement in ours["privacy"]["statements"]:
        statement["text"] = {code: words.replace("{table:controller}", "") for code, words in statement["text"].items()}


@pytest.mark.law("G-02")
def test_missing_fact_stops_publications_unless_the_notice_says_that_it_is_missing(ours: dict[str, Any]) -> None:
    assert not found(ours)["G-02"].blocks
    silent_about_the_controller(ours)
    assert found(ours)["G-02"].blocks


@pytest.mark.law("G-02")
@pytest.mark.parametrize("fact", ["name", "contact_email"])
def test_name_and_address_stop_publications_whatever_the_notice_says(ours: dict[str, Any], fact: str) -> None:
    ours["privacy"]["controller"][fact] = ""
    assert found(ours)["G-02"].blocks


def test_answer_that_is_over_stops_publications_again(ours: dict[str, Any]) -> None:
    silent_about_the_controller(ours)
    answer = {"gap": "G-02", "reason": "Kommer.", "decided_by": "daglig leder", "decided_on": "2026-03-01"}
    ours["privacy"]["accepted_gaps"] = [answer]
    assert not found(ours)["G-02"].blocks
    answer["until"] = "2026-03-10"
    assert not found(ours)["G-02"].blocks
    answer["until"] = "2026-03-09"
    assert found(ours)["G-02"].blocks


@pytest.mark.law("G-02")
def test_seed_accepts_no_gap_on_anybodys_behalf() -> None:
    load_ours()
    assert not AcceptedGap.objects.exists()
    assert publishing.publish(now=timezone.now()).content["privacy"]["accepted_gaps"] == []
    gap = {"gap": "G-02", "reason": "Kommer.", "decided_by": "noen", "decided_on": TODAY}
    with pytest.raises(SeedError, match="by a person"):
        register.load_seed(seed=register.read_seed(settings.SEED_FILE) | {"accepted_gaps": [gap]}, now=timezone.now())


@pytest.mark.law("G-02")
def test_gap_without_an_answer_is_refused_and_one_with_is_not() -> None:
    load_ours()
    silent = Statement.objects.get(key="controller")
    silent.text = {code: words.replace("{table:controller}", "") for code, words in silent.text.items()}
    silent.save()
    now = timezone.now()
    draft = register.freeze(now=NOW)
    results = judge(register=draft, now=now)
    reasons = publishing.objections(choosing.settled(draft, proven(results)), results, now)
    assert [reason for reason in reasons if reason.startswith("G-02")]
    accept_gap(gap="G-02", reason="Kommer i mai.", decided_by="daglig leder", until=None, by=somebody(), now=now)
    revision = publishing.publish(now=now)
    assert revision.content["privacy"]["accepted_gaps"][0]["reason"] == "Kommer i mai."


def somebody() -> User:
    return User.objects.create_user("kari@example.com", "kari@example.com", is_staff=True)


def silent_about_security(ours: dict[str, Any]) -> dict[str, Any]:
    """Return the content without a word of encryption and breaches: passages, purposes and periods speak of them."""
    content = json.dumps(ours, ensure_ascii=False)
    for wanted in all_rules()["G-25"].must_say:
        for pattern in wanted.patterns.values():
            content = pattern.sub("…", content)
    return dict(json.loads(content))


def test_rule_of_lesser_weight_stops_nothing(ours: dict[str, Any]) -> None:
    silent = silent_about_security(ours)
    assert "G-25" in found(silent)
    assert linting.open_findings(parse(silent), TODAY) == []


@pytest.mark.law("L-01", "P29")
def test_other_number_in_one_language_stops_a_publication(ours: dict[str, Any]) -> None:
    [statement] = [row for row in ours["privacy"]["statements"] if row["key"] == "newsletter-erasure"]
    statement["text"]["en"] = statement["text"]["en"].replace("30 days", "10 days")
    reasons = "\n".join(finding.in_words for finding in linting.open_findings(parse(ours), TODAY))
    assert "newsletter-erasure: Nynorsk 30 / English 10" in reasons
    assert "we erase everything in your subscription within 10 days" in reasons


@pytest.mark.law("P21", "P23", "P24", "P42", "G-05", "G-06", "G-20")
@pytest.mark.parametrize(
    ("rule", "lie", "truth"),
    [
        ("G-05", {"nb": "Vi deler aldri opplysninger med andre."}, {"nb": "Vi deler ikke noe med andre uten ditt ja."}),
        ("G-05", {"en": "We never share your data."}, {"en": "We do not share data before you have said yes."}),
        ("G-06", {"nb": "Alle opplysninger lagres i Norge."}, {"nb": "Noen mottakere er i USA."}),
        ("G-06", {"en": "Nothing leaves the EEA."}, {"en": "Some recipients are outside the EEA."}),
        ("G-05", {"nb": "Bare to selskaper får opplysninger."}, {"nb": "Fire selskaper får opplysninger."}),
        ("G-05", {"en": "Only two companies receive data."}, {"en": "Four companies receive data."}),
        ("G-20", {"nn": "Vi brukar ingen informasjonskapslar."}, {"nn": "Teljinga bruker ingen informasjonskapsel."}),
        ("G-20", {"en": "We use no cookies."}, {"en": "Counting uses no cookie."}),
    ],
)
def test_denial_that_the_register_contradicts_is_found(
    ours: dict[str, Any], rule: str, lie: dict[str, str], truth: dict[str, str]
) -> None:
    said = {"key": "said", "section": "said", "otherwise": {}, "promises": [], "rows": [], "conditions": []}
    statements = ours["privacy"]["statements"]
    for text in (truth, lie):
        ours["privacy"]["statements"] = [*statements, said | {"text": {"nb": "…", "nn": "…", "en": "…"} | text}]
        finding = found(ours).get(rule)
        assert (finding is not None and finding.blocks and "said" in finding.statements) == (text is lie)
