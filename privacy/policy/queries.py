"""Published texts, by the language of the page, and what the draft lacks before a language can be published."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language

from privacy.policy.differences import address_of
from privacy.policy.models import RevisionText
from privacy.register.frozen_words import place_in_words
from privacy.register.languages.fields import site_languages
from privacy.register.languages.translations import half_translated


@dataclass(frozen=True, kw_only=True)
class MissingText:
    """A text that a language lacks: the words for its place, and the form in which staff write it."""

    words: str
    url: str


@dataclass(frozen=True, kw_only=True)
class LanguageLeftOut:
    """A language that cannot be published yet, and why."""

    code: str
    name: str
    missing: list[MissingText] = field(default_factory=list)


def text_of(number: int) -> RevisionText | None:
    """Return a version in the active language, or else in the first language that it was published in."""
    texts = RevisionText.objects.select_related("revision").defer("revision__content").filter(revision=number)
    by_language = {text.language: text for text in texts}
    wanted = (get_language() or "", *site_languages(), *by_language)
    return next((by_language[code] for code in wanted if code in by_language), None)


def left_out(content: Mapping[str, Any], languages: Iterable[tuple[str, str]]) -> list[LanguageLeftOut]:
    """Return the languages, of those given as (code, name), that publishing this content leaves out (LAW L-01)."""
    gaps = [
        (MissingText(words=place_in_words(place), url=address_of(place)), codes)
        for place, codes in half_translated(content)
    ]
    found = (
        LanguageLeftOut(code=code, name=name, missing=[text for text, codes in gaps if code in codes])
        for code, name in languages
    )
    return [language for language in found if language.missing]
