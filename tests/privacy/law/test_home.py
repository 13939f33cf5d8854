"""The country decides holidays, time zone and authority; what it does not decide is asked for."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import holidays
import pytest
from django.core.exceptions import ValidationError

from privacy.law import deadlines
from privacy.law.locales import countries
from privacy.register.purposes.models import Controller

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("code", countries.known())
def test_country_has_a_time_zone_and_public_holidays(code: str) -> None:
    country = countries.find(code)
    assert datetime(2026, 6, 1, tzinfo=ZoneInfo(country.time_zone)).utcoffset() is not None
    assert len(holidays.country_holidays(code, years=2026)) >= 2
    assert country.where_to_complain.startswith("https://") or not country.authority
    assert country.consent_age is None or 13 <= country.consent_age <= 16


@pytest.mark.law("D-03")
@pytest.mark.parametrize(
    ("country", "latest"),
    [("NO", date(2027, 5, 18)), ("SE", date(2027, 5, 17)), ("DE", date(2027, 5, 18)), ("", date(2027, 5, 17))],
)
def test_deadline_moves_over_the_holidays_of_the_controllers_country(settings: Any, country: str, latest: date) -> None:
    """17 May 2027 is the national day of Norway, and Whit Monday there and in Germany, not in Sweden."""
    settings.PRIVACY = settings.PRIVACY | {"COUNTRY": ""}
    Controller.objects.create(pk=1, name="X", contact_email="x@example.com", country=country)
    received = datetime(2027, 4, 17, 12, tzinfo=ZoneInfo("Europe/Oslo"))
    assert deadlines.answer_deadline(received).latest_on == latest


def test_setting_comes_before_the_register(settings: Any) -> None:
    settings.PRIVACY = settings.PRIVACY | {"COUNTRY": "NO"}
    Controller.objects.create(pk=1, name="X", contact_email="x@example.com", country="SE")
    assert deadlines.next_working_day(date(2027, 5, 17)) == date(2027, 5, 18)


def test_authority_follows_from_the_country() -> None:
    controller = Controller(name="X", contact_email="x@example.com", country="SE")
    controller.full_clean()
    assert controller.authority_name == "Integritetsskyddsmyndigheten"
    assert controller.authority_url.startswith("https://www.imy.se/")


@pytest.mark.parametrize("country", ["DE", "US"])
def test_authority_that_does_not_follow_from_the_country_is_asked_for(country: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        Controller(name="X", contact_email="x@example.com", country=country).full_clean()
    assert set(refusal.value.message_dict) == {"authority_name", "authority_url"}


def test_authority_of_ones_own_is_kept() -> None:
    own = {"authority_name": "Landesbeauftragte", "authority_url": "https://example.com/"}
    controller = Controller(name="X", contact_email="x@example.com", country="DE", **own)
    controller.full_clean()
    assert (controller.authority_name, controller.authority_url) == tuple(own.values())
