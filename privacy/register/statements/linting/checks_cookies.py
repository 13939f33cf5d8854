"""Checks of the notice about storage in browsers."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from privacy.register.frozen.rows import Service, StorageItem
from privacy.register.languages.fields import in_language, name_of
from privacy.register.statements.linting.findings import Found, finds
from privacy.register.statements.linting.reading import Passage, Reading
from privacy.register.statements.linting.rules import words

_NECESSARY, _MARKETING = "necessary", "marketing"
_COOKIES = words("cookies")
_CHANGING = words("changing")
_ADVERTS = words("adverts")
_MARKETING_WORDS = words("marketing-words")
_ANONYMOUS = words("anonymous")
_NOT = re.compile(r"\b(ikke|ikkje|aldri|not|never)\b", re.IGNORECASE)
_LINK = "]("


def items(reading: Reading) -> Iterator[tuple[Service, StorageItem]]:
    """Yield each item stored by a service, with the service."""
    for service in reading.register.services:
        for item in service.items:
            yield service, item


def _categories(reading: Reading) -> set[str]:
    categories = {service.category for service in reading.register.services}
    return categories | {item.category for _service, item in items(reading)}


def _about_cookies(reading: Reading, language: str) -> list[Passage]:
    return [
        passage
        for passage in reading.passages
        if passage.language == language and _COOKIES.found_in(passage.source, language)
    ]


@finds("G-03")
def choice_can_be_changed(reading: Reading) -> Iterator[Found]:
    """Report languages in which no passage explains, with a link, how to withdraw consent to storage."""
    is_asked = bool(_categories(reading) - {_NECESSARY})
    for language in reading.languages:
        about = _about_cookies(reading, language)
        if not (is_asked or about) or not _COOKIES.knows(language):
            continue
        if not any(_CHANGING.found_in(passage.source, language) and _LINK in passage.source for passage in about):
            yield Found(detail=name_of(language), statement=about[0].key if about else "")


@finds("G-08")
def anonymous_only_where_proven(reading: Reading) -> Iterator[Found]:
    """Report “anonymous” in passages without a checked promise and in descriptions of stored items."""
    for passage in reading.passages:
        if not passage.is_checked and (match := _claims_anonymity(passage.source, passage.language)):
            yield Found(detail=f"«{match}»", statement=passage.key)
    for service, item in items(reading):
        for language, text in item.description.items():
            if match := _claims_anonymity(text, language):
                yield Found(detail=f"{service.name}, {item.name}: «{match}»")


def _claims_anonymity(text: str, language: str) -> str:
    pattern = _ANONYMOUS.patterns.get(language)
    for match in pattern.finditer(text) if pattern else ():
        if not _NOT.search(match["before"]):
            return match[0][len(match["before"]) :].strip()
    return ""


@finds("G-09")
def advertising_is_told(reading: Reading) -> Iterator[Found]:
    """Report marketing cookies without a purpose for advertising, or without mention beside the other cookies."""
    if _MARKETING not in _categories(reading):
        return
    for language in reading.languages:
        purposes = "\n".join(
            f"{purpose.title.get(language, '')} {purpose.description.get(language, '')}"
            for purpose in reading.register.purposes
        )
        if _ADVERTS.knows(language) and not _ADVERTS.found_in(purposes, language):
            yield Found(detail=_("purpose (%(language)s)") % {"language": name_of(language)})
        about = _about_cookies(reading, language)
        if about and not any(
            _MARKETING_WORDS.found_in(passage.source.split("\n\n|")[0], language) for passage in about
        ):
            yield Found(detail=_("cookies (%(language)s)") % {"language": name_of(language)}, statement=about[0].key)


@finds("G-20")
def table_of_storage(reading: Reading) -> Iterator[Found]:
    """Report a missing table of stored items, and items without a required fact (LAW C-08, C-15)."""
    services = reading.register.services
    if (
        not services
        and not reading.register.own_items
        and not any(_about_cookies(reading, language) for language in reading.languages)
    ):
        return
    if "storage" not in {name for name in ("storage",) if reading.calls(name)}:
        yield Found(detail=_("the table does not come from the register"))
    if not reading.register.own_items:
        yield Found(detail=_("the site’s own cookies are missing"))
    for service, item in items(reading):
        if item.kind == "cookie" and item.lifetime_seconds is None and item.documented_seconds is None:
            yield Found(detail=_("%(row)s: lifetime") % {"row": item.name})
        if not in_language(item.description):
            yield Found(detail=_("%(row)s: what for?") % {"row": item.name})
        if not service.vendor:
            yield Found(detail=_("%(row)s: supplier") % {"row": service.name})
