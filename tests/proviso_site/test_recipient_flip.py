"""One fact about a recipient changes, and within one run of the checks the site has stopped using it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from consent.services.models import Service
from privacy.journal.models import JournalEntry
from privacy.policy.publishing import publish
from privacy.recipients import acceptances
from privacy.recipients.enums import HaltReason
from privacy.recipients.models import AdequacyDecision, FrameworkEntry, Vendor
from privacy.register import in_force
from privacy.register.promises import registry
from privacy.register.statements.models import Statement
from privacy.verdicts import operations as verdicts
from tests.factories.privacy import FrameworkEntryFactory, accept_gaps, both
from tests.factories.seeds import load_seed
from tests.registries import ReplaceEntries

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOST = "https://www.googletagmanager.com"
pytestmark = pytest.mark.law("P24", "T-07")


@pytest.fixture(autouse=True)
def _published(db: None, replace_entries: ReplaceEntries) -> Iterator[None]:
    """Google is in use on an active entry that somebody looked at on the same day."""
    in_force.forget()
    replace_entries(registry.promises, {"P24": registry.check_of("P24")})  # the others take their time
    load_seed(now=NOW)
    google = Vendor.objects.get(key="google")
    Service.objects.filter(key="google-ads").update(site_id="AW-1234567")
    Vendor.objects.filter(key="google").update(sub_processors_checked_on=NOW.date())
    FrameworkEntryFactory.create(vendor=google, entity="Google LLC", checked_on=NOW.date(), certified_until=None)
    Statement.objects.exclude(key="transfers").update(promises=[])
    accept_gaps()  # what nobody promises, the linter finds said without a promise
    publish(now=NOW)
    in_force.refresh()
    yield
    in_force.forget()


def served(client: Client) -> tuple[bool, bool]:
    """Tell whether the page offers the vendor's script, and whether the policy of the page lets its host in."""
    page = client.get("/")
    return b"AW-1234567" in page.content, HOST in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("model", "facts"),
    [
        (FrameworkEntry, {"status": "inactive"}),
        (FrameworkEntry, {"covers_others": False}),
        (AdequacyDecision, {"suspended_on": NOW.date()}),
        (Vendor, {"access_countries": ["US", "IN"]}),
    ],
)
def test_vendor_without_ground_is_gone_within_one_run(model: Any, facts: dict[str, Any], client: Client) -> None:
    assert served(client) == (True, True)
    model.objects.filter(**({"country": "US"} if model is AdequacyDecision else {})).update(**facts)
    verdicts.check(now=NOW + timedelta(hours=1))
    in_force.refresh()
    assert served(client) == (False, False)
    google = Vendor.objects.get(key="google")
    Service.objects.filter(key="google-ads").update(site_id="AW-1234567")
    assert (google.halted_at, google.halted_because) == (NOW + timedelta(hours=1), HaltReason.PROMISE)
    assert JournalEntry.objects.filter(event="vendor.halted", facts__contains='"google"').exists()


def test_vendor_whose_check_grew_old_is_paused_until_somebody_looks_again(client: Client) -> None:
    later = NOW + timedelta(days=31)
    verdicts.check(now=later)
    in_force.refresh()
    assert served(client) == (False, False)
    google = Vendor.objects.get(key="google")
    assert (google.halted_at, google.unverified_at) == (None, later)
    FrameworkEntry.objects.update(checked_on=later.date())
    verdicts.check(now=later + timedelta(hours=1))
    in_force.refresh()
    assert served(client) == (True, True)


def test_service_that_nobody_verified_or_accepted_does_not_run(client: Client) -> None:
    FrameworkEntry.objects.all().delete()
    publish(now=NOW + timedelta(hours=1))
    in_force.refresh()
    assert served(client) == (False, False)
    assert Vendor.objects.get(key="google").halted_at is None


def test_accepted_service_runs_from_its_publication_to_its_last_day(client: Client) -> None:
    FrameworkEntry.objects.all().delete()
    google = Vendor.objects.get(key="google")
    staff = User.objects.create_user("leder@example.com", is_staff=True)
    words = {"role": both("Daglig leder"), "reason": both("Målingen trengs ut måneden")}
    until = NOW.date() + timedelta(days=7)
    acceptances.accept(vendor=google, until=until, by=staff, now=NOW, **words)
    verdicts.check(now=NOW + timedelta(hours=1))
    in_force.refresh()
    assert served(client) == (False, False)  # the policy in force says nothing of it
    revision = publish(now=NOW + timedelta(hours=2))
    in_force.refresh()
    assert served(client) == (True, True)
    html = revision.texts.get(language="nb").html
    assert "Daglig leder (nb)" in html
    assert "Målingen trengs ut måneden (nb)" in html
    assert "30. november 2026" in html
    assert "leder@example.com" not in str(revision.content)
    verdicts.check(now=NOW + timedelta(days=7))
    in_force.refresh()
    assert served(client) == (True, True)
    verdicts.check(now=NOW + timedelta(days=8))
    in_force.refresh()
    assert served(client) == (False, False)


def test_sub_processor_without_ground_stops_whoever_engages_it(client: Client) -> None:
    google = Vendor.objects.get(key="google")
    Service.objects.filter(key="google-ads").update(site_id="AW-1234567")
    Vendor.objects.create(
        key="sub", name="Sub", legal_entity="Sub Ltd", role="processor", storage_countries=["IN"],
        access_countries=["IN"], parent_country="IN", tool="none", notice_url="https://example.com/", engaged_by=google,
    )  # fmt: skip
    verdicts.check(now=NOW + timedelta(hours=1))
    in_force.refresh()
    assert served(client) == (False, False)
