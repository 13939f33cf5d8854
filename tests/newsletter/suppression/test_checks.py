"""The system check of the keys of the suppression list."""

import pytest
from django.conf import LazySettings
from django.core import checks


@pytest.mark.law("M-03")
@pytest.mark.parametrize(
    ("is_debug", "keys", "found"),
    [(False, [], ["newsletter.W001"]), (False, ["11" * 32], []), (True, [], [])],
)
def test_site_in_use_without_keys_is_told(
    settings: LazySettings, is_debug: bool, keys: list[str], found: list[str]
) -> None:
    settings.DEBUG, settings.NEWSLETTER = is_debug, settings.NEWSLETTER | {"SUPPRESSION_KEYS": keys}
    ids = [message.id for message in checks.run_checks() if str(message.id).startswith("newsletter.W")]
    assert ids == found
