"""Rules about recipients in the database and the forms, also for rows written without the application."""

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from privacy.recipients.enums import CLAUSES, FrameworkStatus, Role, TransferTool
from privacy.recipients.models import TERMS, Agreement, Vendor
from tests.factories.privacy import (
    TODAY,
    AdequacyDecisionFactory,
    AgreementFactory,
    FrameworkEntryFactory,
    TransferLegFactory,
    VendorFactory,
)
from tests.words import says

pytestmark = pytest.mark.django_db


def refused(sql: str, *values: Any) -> None:
    """Assert that the database refuses an SQL statement."""
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


@pytest.mark.law("T-03")
@pytest.mark.parametrize("depth", [0, 1, 2])
def test_chain_of_sub_processors_has_an_end(depth: int) -> None:
    top = lowest = VendorFactory.create()
    for _step in range(depth):
        lowest = VendorFactory.create(engaged_by=lowest)
    top.engaged_by = lowest
    with pytest.raises(ValidationError):
        top.full_clean()
    refused("UPDATE privacy_vendor SET engaged_by_id = %s WHERE id = %s", lowest.pk, top.pk)
    assert not Vendor.objects.get(pk=top.pk).engaged_by


@pytest.mark.law("T-03")
def test_sub_processor_knows_who_is_above_it() -> None:
    top = VendorFactory.create()
    middle = VendorFactory.create(engaged_by=top)
    lowest = VendorFactory.create(engaged_by=middle)
    assert list(lowest.above()) == [middle, top]
    lowest.full_clean()
    assert list(Vendor.objects.direct()) == [top]


@pytest.mark.law("X-27")
def test_processor_does_not_use_the_data_for_itself() -> None:
    vendor = VendorFactory.create(role=Role.CONTROLLER, uses_for_own_purposes=True)
    vendor.full_clean()
    vendor.role = Role.PROCESSOR
    words = says(
        "Whoever uses the data for purposes of its own is not a processor for it (Art. 28(10)): choose another role."
    )
    with pytest.raises(ValidationError, match=re.escape(words)):
        vendor.full_clean()
    refused("UPDATE privacy_vendor SET role = 'processor' WHERE id = %s", vendor.pk)


@pytest.mark.law("T-04")
@pytest.mark.parametrize("tool", CLAUSES)
@pytest.mark.parametrize("facts", [{"assessment": ""}, {"assessed_on": None}])
def test_clauses_need_an_assessment_and_its_date(tool: str, facts: dict[str, Any]) -> None:
    TransferLegFactory.create(tool=tool).full_clean()
    leg = TransferLegFactory.build(vendor=VendorFactory.create(), tool=tool, **facts)
    with pytest.raises(ValidationError, match=says("transfer impact assessment")):
        leg.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        leg.save()


def test_other_tools_need_no_assessment() -> None:
    TransferLegFactory.create(tool=TransferTool.BCR, assessment="", assessed_on=None).full_clean()


@pytest.mark.law("T-06")
def test_status_on_the_list_has_the_day_on_which_somebody_looked() -> None:
    FrameworkEntryFactory.create(status=FrameworkStatus.UNKNOWN, checked_on=None).full_clean()
    entry = FrameworkEntryFactory.build(vendor=VendorFactory.create(), checked_on=None)
    with pytest.raises(ValidationError):
        entry.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save()


@pytest.mark.law("T-05")
def test_adequacy_decision_does_not_end_before_it_begins() -> None:
    decision = AdequacyDecisionFactory.create(valid_from=TODAY, valid_to=TODAY)
    decision.full_clean()
    refused("UPDATE privacy_adequacydecision SET valid_to = %s WHERE id = %s", TODAY.replace(day=1), decision.pk)


@pytest.mark.law("T-02")
@pytest.mark.parametrize(
    "facts", [{"storage_countries": ["USA"]}, {"access_countries": ["xx"]}, {"parent_country": "EU"}]
)
def test_country_is_one_that_there_is(facts: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        VendorFactory.build(**facts).full_clean()


@pytest.mark.law("T-01")
def test_purpose_is_one_of_the_register() -> None:
    with pytest.raises(ValidationError, match="gone"):
        VendorFactory.build(purposes=["gone"]).full_clean()


@pytest.mark.law("A-06")
@pytest.mark.parametrize("fact", ["dated_on", "document", "review_on", "approval", *TERMS])
def test_agreement_lacks_what_it_does_not_say(fact: str) -> None:
    agreement = AgreementFactory.create()
    assert agreement.missing() == []
    setattr(agreement, fact, None)
    assert agreement.missing() == [str(Agreement._meta.get_field(fact).verbose_name)]
