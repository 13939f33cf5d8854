"""Whoever hosts the site, sends its e-mail and keeps its mailbox is told of: a recipient, or the company itself."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from privacy.law.deadlines import local_date
from privacy.policy import drafting, section
from privacy.recipients.models import Vendor
from privacy.register import operations as register
from privacy.register.languages.fields import in_language
from privacy.register.purposes.models import Controller, validate_supplies
from privacy.register.statements import choosing, linting
from privacy.register.statements.models import AcceptedGap
from tests.factories.privacy import VendorFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register"), pytest.mark.law("A-04")]


@pytest.fixture(autouse=True)
def not_accepted(register: None) -> None:
    AcceptedGap.objects.filter(gap="R-13-1-e").delete()
    Controller.objects.update(runs_itself=[])


def missing() -> int | None:
    """Return how many supplies nobody is told of, or None if the rule finds nothing."""
    now = timezone.now()
    found = {finding.rule.id: finding for finding in linting.open_findings(register.freeze(now=now), local_date(now))}
    return len(found["R-13-1-e"].details) if "R-13-1-e" in found else None


def test_register_without_hosting_and_mail_is_not_published() -> None:
    assert missing() == 3
    VendorFactory.create(supplies=["hosting"])
    assert missing() == 2
    Controller.objects.update(runs_itself=["mail", "mailbox"])
    assert missing() is None


def test_only_what_there_is_can_be_supplied() -> None:
    validate_supplies(["hosting", "mailbox"])
    for wrong in (["roses"], "hosting", {"hosting": 1}):
        with pytest.raises(ValidationError):
            validate_supplies(wrong)


def test_mail_that_leaves_by_another_host_is_a_gap(settings: pytest.FixtureRequest) -> None:
    Controller.objects.update(runs_itself=["mail"])
    settings.EMAIL_HOST = "localhost"  # type: ignore[attr-defined]
    assert not [gap for gap in section.gaps() if "smtp" in gap]
    settings.EMAIL_HOST = "smtp.example.com"  # type: ignore[attr-defined]
    assert [gap for gap in section.gaps() if "smtp.example.com" in gap]


@pytest.mark.parametrize(("rule", "has_third_country"), [("G-05", False), ("R-13-1-e", False), ("G-06", True)])
def test_text_that_speaks_of_recipients_is_published_where_there_are_some(rule: str, has_third_country: bool) -> None:
    statement = drafting.statement_from(rule_id=rule)

    def is_published() -> bool:
        settled = choosing.settled(register.freeze(now=timezone.now()), set())
        return next(row for row in settled.statements if row.key == statement.key).is_shown

    assert in_language(statement.text)
    assert not is_published()
    country = "US" if has_third_country else "NO"
    VendorFactory.create(storage_countries=[country], access_countries=[country], parent_country=country)
    assert is_published()
    Vendor.objects.all().delete()
    assert not is_published()
