"""The apps' dictionaries in the site's settings."""

from typing import Any

import pytest
from django.test import override_settings

from privacy.conf import check_settings, privacy_settings


def test_key_that_is_not_given_has_its_default() -> None:
    with override_settings(PRIVACY={"SMALLEST_CELL": 7}):
        assert (privacy_settings().smallest_cell, privacy_settings().smallest_shared) == (7, 10)
    assert privacy_settings().smallest_cell == 5


def test_site_without_the_dictionary_has_every_default(settings: Any) -> None:
    del settings.PRIVACY
    assert privacy_settings().backup_days == 30
    assert check_settings(None) == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"SMALEST_CELL": 7}, "SMALEST_CELL"),
        ({"smallest_cell": 7}, "smallest_cell"),
        ({"SMALLEST_CELL": "7"}, "'7'"),
        ({"MAY_READ_PRIVATE_ADDRESSES": 1}, "MAY_READ_PRIVATE_ADDRESSES"),
        ([], "no dictionary"),
    ],
)
def test_what_nothing_reads_is_refused(settings: Any, given: object, said: str) -> None:
    settings.PRIVACY = given
    (fault,) = check_settings(None)
    assert fault.id == "privacy.E012"
    assert said in fault.msg


def test_our_own_settings_are_understood() -> None:
    assert check_settings(None) == []


@pytest.mark.parametrize(("given", "domain"), [("", "www.example.com"), ("example.com", "example.com")])
def test_mail_is_of_the_site_unless_it_says_otherwise(settings: Any, given: str, domain: str) -> None:
    settings.PRIVACY = {"BASE_URL": "https://www.example.com", "MAIL_DOMAIN": given}
    assert privacy_settings().domain == domain
