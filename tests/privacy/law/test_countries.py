import pytest
from django.utils.translation import override

from privacy.law import countries


@pytest.mark.parametrize(("language", "name"), [("nb", "USA"), ("nn", "USA"), ("en", "United States")])
def test_country_is_named_in_the_language_of_the_page(language: str, name: str) -> None:
    with override(language):
        assert countries.country_name("US") == name
        assert ("US", name) in countries.named_countries()


def test_what_is_no_country_is_not_offered() -> None:
    codes = {code for code, _name in countries.named_countries()}
    assert codes > countries.EEA
    assert codes.isdisjoint({"EU", "UN", "ZZ", "XA", "EZ"})
    assert countries.country_name("ZZ") == "ZZ"
