from pathlib import Path
from typing import Any

import pytest

from privacy.recipients.models import AdequacyDecision, Vendor
from privacy.register import operations as register
from privacy.register.errors import SeedError
from privacy.register.frozen.register import serialize
from privacy.register.purposes.models import Controller, Purpose
from privacy.register.statements.models import KnownDefect, Statement
from privacy.retention.models import RetentionRule
from tests.factories.privacy import NOW, PurposeFactory, RetentionRuleFactory, seed

TABLES = (AdequacyDecision, Controller, KnownDefect, Purpose, RetentionRule, Statement, Vendor)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("only_privacy")]


def load(content: dict[str, Any]) -> None:
    register.load_seed(seed=content, now=NOW)


def everything() -> list[dict[str, Any]]:
    return [dict(row) for model in TABLES for row in model._default_manager.order_by("pk").values()]


def changed(kind: str, **facts: Any) -> dict[str, Any]:
    """A seed whose one row of a kind says something else."""
    content = seed()
    return content | {kind: [content[kind][0] | facts]}


def without(kind: str, name: str) -> dict[str, Any]:
    content = seed()
    return content | {kind: [{key: value for key, value in content[kind][0].items() if key != name}]}


def test_seed_makes_one_row_of_each() -> None:
    load(seed())
    assert [model._default_manager.count() for model in TABLES] == [1] * len(TABLES)
    assert RetentionRule.objects.get().purpose == Purpose.objects.get()


def test_loading_again_changes_nothing() -> None:
    load(seed())
    before = everything()
    load(seed())
    assert everything() == before


def test_loading_again_updates_what_the_seed_says() -> None:
    load(seed())
    before = Vendor.objects.get().pk
    load(changed("vendors", name="Ny vert"))
    assert (Vendor.objects.get().pk, Vendor.objects.get().name) == (before, "Ny vert")


def test_what_staff_added_and_entered_stays() -> None:
    load(seed())
    Vendor.objects.update(sub_processors_checked_on="2026-01-01")
    PurposeFactory.create(key="extra")
    load(seed())
    assert Purpose.objects.filter(key="extra").exists()
    assert str(Vendor.objects.get().sub_processors_checked_on) == "2026-01-01"


@pytest.mark.law("T-03", "T-04", "T-06", "A-06")
def test_what_belongs_to_a_recipient_is_loaded_with_it() -> None:
    host = seed()["vendors"][0] | {"parent_country": "US"}
    content = seed(
        vendors=[host, host | {"key": "sub", "engaged_by": "host"}],
        agreements=[{"vendor": "host", "dated_on": NOW.date(), "document": "arkiv 1"}],
        framework_entries=[{"vendor": "host", "entity": "Host, Inc.", "status": "active", "checked_on": NOW.date()}],
        transfer_legs=[
            {"vendor": "host", "kind": kind, "country": "US", "tool": "bcr"} for kind in ("parent", "storage")
        ],
    )
    for _time in range(2):
        load(content)
        host_row = Vendor.objects.get(key="host")
        assert Vendor.objects.get(key="sub").engaged_by == host_row
        assert (host_row.agreement.document, host_row.framework_entry.entity) == ("arkiv 1", "Host, Inc.")
        assert sorted(host_row.legs.values_list("kind", flat=True)) == ["parent", "storage"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"vendor": "nobody"}, "not there"),
        ({"dated_on": "2026-01-01"}, "vendor"),
        ({"vendor": "host", "colour": "blue"}, "colour"),
        ("host", "expected a table"),
    ],
)
def test_row_that_belongs_to_nobody_is_named(row: Any, said: str) -> None:
    with pytest.raises(SeedError, match=said):
        load(seed(agreements=[row]))
    assert not Vendor.objects.exists()


def test_rows_keep_the_order_of_the_seed() -> None:
    first = seed()["statements"][0]
    load(seed(statements=[first | {"key": "b"}, first | {"key": "a"}]))
    assert list(Statement.objects.values_list("key", flat=True)) == ["b", "a"]


BROKEN: list[tuple[dict[str, Any], str]] = [
    ({key: value for key, value in seed().items() if key != "controller"}, r"\[controller\]"),
    (seed(controller=seed()["controller"] | {"contact_email": "nobody"}), r"\[controller\].*contact_email"),
    (seed(controller=seed()["controller"] | {"telefon": "1"}), r"\[controller\].*telefon"),
    (seed(controller="Eksempel AS"), r"\[controller\]"),
    (without("adequacy_decisions", "country"), r"adequacy_decisions 1.*country"),
    (changed("adequacy_decisions", checked_on="yesterday"), r"adequacy_decisions CH.*checked_on"),
    (changed("adequacy_decisions", sjekket="x"), r"adequacy_decisions CH.*sjekket"),
    (without("purposes", "key"), "'key' is missing"),
    (without("purposes", "title"), "requests: title"),
    (changed("purposes", title={"nb": " "}), "requests: title"),
    (changed("purposes", legal_basis="because"), "requests: legal_basis"),
    (changed("purposes", colour="red"), "requests.*colour"),
    (changed("purposes", save="x"), "requests.*save"),
    (changed("purposes", key="two words"), "two words: key"),
    (seed(purposes="requests"), r"\[\[purposes\]\]"),
    (seed(purposes={"key": "requests"}), r"\[\[purposes\]\]"),
    (changed("retention_rules", purpose="nothing"), "letters.log: refers to a row that is not there"),
    (changed("retention_rules", days=-1), "letters.log: days"),
    (changed("retention_rules", days=None), "letters.log"),
    (changed("retention_rules", most_percent=101), "letters.log: __all__: .*percent_at_most_100"),
    (changed("retention_rules", most_percent=101, key="two words"), "two words: (?=.*key: ).*percent_at_most_100"),
    (changed("vendors", notice_url="javascript:alert(1)"), "host: notice_url"),
]


@pytest.mark.parametrize(("content", "named"), BROKEN, ids=[named for _content, named in BROKEN])
def test_wrong_row_is_named_and_nothing_is_written(content: dict[str, Any], named: str) -> None:
    with pytest.raises(SeedError, match=named):
        load(content)
    assert everything() == []


def test_late_mistake_undoes_the_rows_before_it() -> None:
    load(seed())
    before = everything()
    with pytest.raises(SeedError):
        load(changed("known_defects", text={}) | {"vendors": changed("vendors", name="Ny vert")["vendors"]})
    assert everything() == before


def test_file_that_is_no_toml_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "seed.toml"
    file.write_text('[controller]\nname = "Eksempel AS"\nname = \n')
    with pytest.raises(SeedError, match="line 3"):
        register.read_seed(file)


def test_file_that_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match="No such file"):
        register.read_seed(tmp_path / "seed.toml")
    (tmp_path / "seed.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(SeedError, match="utf-8"):
        register.read_seed(tmp_path / "seed.toml")


def test_frozen_register_is_plain_and_stable() -> None:
    load(seed())
    first = register.freeze(now=NOW)
    load(seed())
    again = register.freeze(now=NOW)
    assert again == first
    assert register.digest(serialize(again)) == register.digest(serialize(first))
    assert first.controller.name == "Eksempel AS"
    assert [row.key for row in first.retention_rules] == ["letters.log"]


def test_digest_depends_on_content_and_not_on_order() -> None:
    assert register.digest({"a": 1, "b": {"c": "å", "d": 2}}) == register.digest({"b": {"d": 2, "c": "å"}, "a": 1})
    assert register.digest({"a": 1}) != register.digest({"a": 2})
    assert register.digest([1, 2]) != register.digest([2, 1])


def test_purpose_outside_the_notice_is_not_told() -> None:
    load(seed())
    staff = PurposeFactory.create(key="staff", is_in_notice=False)
    RetentionRuleFactory.create(key="staff.log", purpose=staff)
    frozen = register.freeze(now=NOW)
    assert [row.key for row in frozen.purposes] == ["requests"]
    assert {row.key: row.is_in_notice for row in frozen.retention_rules} == {
        "letters.log": True,
        "staff.log": False,
    }
