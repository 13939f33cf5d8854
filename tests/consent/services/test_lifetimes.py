import pytest
from django.utils import translation

from consent.services.errors import UnknownLifetime
from consent.services.lifetimes import in_words, parse


@pytest.mark.parametrize(
    ("written", "norwegian", "english"),
    [
        ("30 minutes", "30 minutter", "30 minutes"),
        ("8 hours", "8 timer", "8 hours"),
        ("7 days", "7 dager", "7 days"),
        ("6 months", "6 måneder", "6 months"),
        ("13 months", "13 måneder", "13 months"),
        ("1 year", "1 år", "1 year"),
        ("session", "til du lukker nettleseren", "until you close the browser"),
        ("", "ukjent", "not known"),
    ],
)
def test_lifetimes_are_read_and_said(written: str, norwegian: str, english: str) -> None:
    seconds = parse(written)
    with translation.override("nb"):
        assert in_words(seconds) == norwegian
    with translation.override("en"):
        assert in_words(seconds) == english


def test_a_misspelt_unit_is_refused() -> None:
    with pytest.raises(UnknownLifetime):
        parse("2 minutrtter")
