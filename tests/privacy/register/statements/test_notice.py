from typing import Any

import pytest

from privacy.policy import publishing
from privacy.policy.errors import PublicationRefused
from privacy.recipients.models import Vendor
from privacy.register import operations as register
from privacy.register.frozen import rows as frozen
from privacy.register.frozen.register import parse, serialize
from privacy.register.models import Revision
from privacy.register.promises.registry import kept, unproven
from privacy.register.statements import choosing, notice
from tests.factories.privacy import (
    NOW,
    PurposeFactory,
    RetentionRuleFactory,
    StatementFactory,
    VendorFactory,
    both,
    passage,
)
from tests.privacy.conftest import Promising

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]


def published_text() -> str:
    return Revision.objects.newest_first().first().texts.get(language="nb").html


def test_rows_are_told_by_name_or_by_a_table() -> None:
    PurposeFactory.create(key="news")
    VendorFactory.create(key="host")
    assert notice.untold(register.freeze(now=NOW)) == ["purposes/news", "vendors/host"]
    StatementFactory.create(key="who", text=passage("Hvem", "{table:recipients}"))
    assert notice.untold(register.freeze(now=NOW)) == ["purposes/news"]
    StatementFactory.create(key="why", rows=["purposes/news"])
    assert notice.untold(register.freeze(now=NOW)) == []


def test_table_that_one_language_lacks_tells_nothing() -> None:
    VendorFactory.create(key="host")
    text = passage("Hvem", "{table:recipients}") | {"en": "## Who"}
    StatementFactory.create(key="who", text=text)
    assert notice.untold(register.freeze(now=NOW)) == ["vendors/host"]


def test_table_that_only_the_promise_calls_for_is_not_sure_to_be_shown() -> None:
    VendorFactory.create(key="host")
    tables = {"text": passage("Hvem", "{table:recipients}"), "otherwise": passage("Hvem", "Vi deler.")}
    StatementFactory.create(key="who", promises=["P24"], **tables)
    assert notice.untold(register.freeze(now=NOW)) == ["vendors/host"]


def test_what_is_told_elsewhere_is_not_owed() -> None:
    outside = PurposeFactory.create(key="staff", is_in_notice=False)
    RetentionRuleFactory.create(key="staff.log", purpose=outside)
    assert notice.untold(register.freeze(now=NOW)) == []


@pytest.mark.law("P1")
def test_row_that_is_gone_is_a_reason_that_names_statement_and_row() -> None:
    StatementFactory.create(key="sharing", rows=["vendors/nobody", "purposes/requests"])
    with pytest.raises(PublicationRefused) as refusal:
        publishing.publish(now=NOW)
    (reason,) = refusal.value.reasons
    assert "sharing" in reason
    assert "vendors/nobody" in reason


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("vendor:host", True),
        ("vendor:halted", False),
        ("vendor:nobody", False),
        ("purpose:requests", True),
        ("purpose:staff", False),
        ("service:hotjar", False),
        ("rows:vendors", True),
        ("rows:services", False),
        ("third-country", True),
        ("nonsense", False),
    ],
)
def test_condition_is_asked_of_the_register(condition: str, *, holds: bool) -> None:
    PurposeFactory.create(key="staff", is_in_notice=False)
    VendorFactory.create(key="host", access_countries=["IE", "US"])
    VendorFactory.create(key="halted", halted_at=NOW)
    asked = frozen.Statement(key="asked", conditions=(condition,))
    assert (notice.unmet(asked, register.freeze(now=NOW)) == []) is holds


@pytest.mark.parametrize("changes", [{"access_countries": ["IE"]}, {"halted_at": NOW}])
def test_third_country_is_one_that_data_goes_to(changes: dict[str, Any]) -> None:
    VendorFactory.create(key="host", access_countries=["US"])
    Vendor.objects.update(**changes)
    asked = frozen.Statement(key="asked", conditions=("third-country",))
    assert notice.unmet(asked, register.freeze(now=NOW)) == ["third-country"]


def test_statement_whose_condition_does_not_hold_is_left_out() -> None:
    StatementFactory.create(section="intro", key="usa", conditions=["third-country"], text=both("Data går til USA."))
    publishing.publish(now=NOW)
    assert "USA" not in published_text()
    VendorFactory.create(key="host", access_countries=["US"])
    publishing.publish(now=NOW)
    assert "Data går til USA." in published_text()


def test_statement_whose_condition_does_not_hold_says_its_other_text() -> None:
    StatementFactory.create(
        section="intro", key="usa", conditions=["third-country"], text=both("Ut av EØS."), otherwise=both("Blir i EØS.")
    )
    publishing.publish(now=NOW)
    assert "Blir i EØS." in published_text()
    assert "Ut av EØS." not in published_text()


def test_statement_that_is_left_out_promises_nothing(promising: Promising) -> None:
    StatementFactory.create(section="intro", promises=["P29"], conditions=["third-country"], text=both("Lovet."))
    promising(P29=unproven("-", "no data"))
    publishing.publish(now=NOW)
    assert "Lovet." not in published_text()


def test_condition_does_not_excuse_a_promise(promising: Promising) -> None:
    StatementFactory.create(key="both", promises=["P29"], conditions=["purpose:requests"], text=both("Lovet."))
    promising(P1=kept("1"), P29=unproven("-", "no data"))
    with pytest.raises(PublicationRefused, match="both"):
        publishing.publish(now=NOW)


def test_row_that_only_a_left_out_statement_tells_is_untold() -> None:
    VendorFactory.create(key="host")
    StatementFactory.create(rows=["vendors/host"], conditions=["third-country"])
    assert notice.untold(choosing.settled(register.freeze(now=NOW), ())) == ["vendors/host"]


def test_statements_of_a_revision_before_conditions_are_read() -> None:
    content = serialize(register.freeze(now=NOW))
    content["privacy"]["statements"] = [{"key": "old", "section": "old", "text": both("x"), "otherwise": {}}]
    old = parse(content)
    assert notice.told(old) == set()
    assert notice.unmet(old.statements[0], old) == []
