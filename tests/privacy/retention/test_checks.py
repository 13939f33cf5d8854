"""Declarations name purposes and rules that the register has."""

from dataclasses import replace

import pytest
from django.core.checks import Tags, run_checks

from contact.messages.models import Message
from privacy.inventory import declarations
from privacy.inventory.declarations import Retention
from privacy.retention.checks import check_register_rows
from tests.factories.dsar import NOW
from tests.factories.seeds import load_seed
from tests.registries import ReplaceEntries


@pytest.mark.django_db
@pytest.mark.law("P13", "P26")
def test_unknown_purpose_or_rule_is_named_before_a_row_is_written(replace_entries: ReplaceEntries) -> None:
    assert check_register_rows(["default"]) == [], "an empty register is compared with nothing"
    load_seed(now=NOW)
    assert check_register_rows(["default"]) == []
    data = declarations.personal_data(Message)
    wrong = replace(data, purpose="no-purpose", retention=Retention(rule="no.rule", start="received_at"))
    replace_entries(declarations.models, {**declarations.models, Message: wrong})
    found = [message for message in run_checks(tags=[Tags.database], databases=["default"]) if message.obj is Message]
    assert [message.id for message in found] == ["privacy.W004"] * 2
    assert "the purpose no-purpose" in found[0].msg
    assert "the retention rule no.rule" in found[1].msg
