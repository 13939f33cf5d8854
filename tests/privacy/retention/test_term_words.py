"""What staff approve, in words."""

import pytest
from django.utils import translation

from privacy.retention.term_words import terms_in_words


@pytest.mark.law("P29")
@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ("", ""),
        ("delete days=1", "slett raden etter 1 dag"),
        ("delete days=30 months=1", "slett raden etter 30 dager eller 1 måned, det som kommer først"),
        ("delete year+months=60", "slett raden etter 60 måneder fra slutten av kalenderåret"),
    ],
)
def test_terms_are_said_in_words(terms: str, words: str) -> None:
    with translation.override("nb"):
        assert terms_in_words(terms) == words
