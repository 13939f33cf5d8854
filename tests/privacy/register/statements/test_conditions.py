import pytest
from django.core.exceptions import ValidationError

from privacy.register.statements.conditions import split, validate_conditions, validate_promises, validate_rows
from privacy.register.statements.enums import Condition


@pytest.mark.parametrize(
    ("condition", "parts"),
    [
        ("vendor:hubspot", (Condition.VENDOR, "hubspot")),
        ("purpose:customer-service", (Condition.PURPOSE, "customer-service")),
        ("rows:retention_rules", (Condition.ROWS, "retention_rules")),
        ("third-country", (Condition.THIRD_COUNTRY, "")),
    ],
)
def test_condition_is_a_kind_and_a_name(condition: str, parts: tuple[Condition, str]) -> None:
    assert split(condition) == parts
    validate_conditions([condition])


@pytest.mark.parametrize("condition", ["vendor", "vendor:", "moon:full", "third-country:US", "rows:Vendors!", ""])
def test_condition_that_is_not_in_the_closed_list_is_refused(condition: str) -> None:
    with pytest.raises(ValidationError):
        validate_conditions([condition])


@pytest.mark.parametrize("wrong", ["purposes", "purposes/", "/newsletter", "Purposes/x", "purposes/a b"])
def test_row_is_a_kind_and_a_key(wrong: str) -> None:
    validate_rows(["purposes/newsletter", "retention_rules/newsletter.ended"])
    with pytest.raises(ValidationError, match=wrong or "rad"):
        validate_rows([wrong])


@pytest.mark.parametrize("wrong", [["29"], ["P0"], ["p29"], "P29", [29], {"P29": 1}])
def test_promises_are_numbered(wrong: object) -> None:
    validate_promises(["P1", "P60"])
    with pytest.raises(ValidationError):
        validate_promises(wrong)
