import pytest
from django.utils import translation

from privacy.law.citations import citation_in_words


@pytest.mark.parametrize(
    ("language", "citation", "words"),
    [
        ("nb", "GDPR Art. 13(1)(a), (b)", "personvernforordningen art. 13 nr. 1 bokstav a, bokstav b"),
        ("nb", "GDPR Art. 4(1), recital 26", "personvernforordningen art. 4 nr. 1, fortalepunkt 26"),
        ("nb", "GDPR recital 26", "personvernforordningen, fortalepunkt 26"),
        ("nn", "GDPR Art. 32 to 34", "personvernforordninga art. 32 til 34"),
        ("nb", "ePrivacy Art. 5(3); C-673/17", "kommunikasjonsverndirektivet art. 5 nr. 3; C-673/17"),
        ("en", "GDPR Art. 13(1)(a), (b)", "GDPR Art. 13(1)(a), (b)"),
        ("nb", "bokføringsloven § 13", "bokføringsloven § 13"),
    ],
)
def test_law_is_cited_as_the_language_writes_it(language: str, citation: str, words: str) -> None:
    with translation.override(language):
        assert citation_in_words(citation) == words
