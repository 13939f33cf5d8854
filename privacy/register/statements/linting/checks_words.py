"""Checks of required and forbidden words in passages."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from privacy.conf import privacy_settings
from privacy.register.languages.fields import name_of
from privacy.register.statements.linting.checks_cookies import items
from privacy.register.statements.linting.findings import Found, finds
from privacy.register.statements.linting.reading import Reading
from privacy.register.statements.linting.rules import words

_OBJECT = words("object")
_DIRECT = words("direct")
_LIST = re.compile(r"^\s*([-*•]|\d+[.)]) ", re.MULTILINE)
_PERIOD = words("period")
_VERSIONS = words("versions")
_COMPLAIN = words("complain")
_VAGUE = words("vague")
_CALLED_SAFE = re.compile(r"trygg trafikk|trusted traffic", re.IGNORECASE)
_ABBREVIATION = re.compile(r"\b[A-ZÆØÅ]{2,6}\b")
_COMMON = (
    "AG AS ASA APS AB BV DDOS DPF DSGVO EEA EEC EES EFTA EU EUS EWR EØS EF GDPR GMBH GPC HTML HTTP HTTPS "
    "ID IE INC IP IT JSON LLC LTD MVA NO OY PC PDF SA SCC SMS SPA TLS UK URL US USA VAT"
)
_KNOWN = frozenset(_COMMON.split())


_NOT_FOR_CHILDREN = words("not-for-children")


@finds("G-24")
def _children(reading: Reading) -> Iterator[Found]:
    """Report languages of a children's site that omit the age of consent or say it is not for children."""
    if not privacy_settings().is_aimed_at_children:
        return
    age = re.compile(rf"\b{privacy_settings().consent_age}\b")
    for language in reading.languages:
        whole = reading.whole(language)
        if _NOT_FOR_CHILDREN.found_in(whole, language) or not age.search(whole):
            yield Found(detail=name_of(language))


@finds("G-11")
def objection_stands_alone(reading: Reading) -> Iterator[Found]:
    """Report languages without a separate passage on objection to direct marketing (GDPR Art. 21(4))."""
    for language in reading.languages:
        if not _DIRECT.knows(language):
            continue
        if not any(
            _OBJECT.found_in(passage.source, language)
            and _DIRECT.found_in(passage.source, language)
            and not _LIST.search(passage.source)
            for passage in reading.passages
            if passage.language == language
        ):
            yield Found(detail=name_of(language))


@finds("G-12")
def erasure_that_nothing_holds(reading: Reading) -> Iterator[Found]:
    """Report periods for erasure in passages without a checked promise."""
    for passage in reading.passages:
        if not passage.is_checked and (match := _PERIOD.found_in(passage.source, passage.language)):
            yield Found(detail=f"«{' '.join(match[0].split())}»", statement=passage.key)


@finds("G-18")
def versions_are_linked(reading: Reading) -> Iterator[Found]:
    """Report languages in which no passage links to the earlier versions."""
    for language in reading.languages:
        passages = [passage for passage in reading.passages if passage.language == language]
        if _VERSIONS.knows(language) and not any(
            _VERSIONS.found_in(passage.source, language) and "](" in passage.source for passage in passages
        ):
            yield Found(detail=_("link to earlier versions (%(language)s)") % {"language": name_of(language)})


@finds("G-19")
def authority_is_linked(reading: Reading) -> Iterator[Found]:
    """Report languages in which no passage about complaints links to the authority."""
    link = reading.controller.authority_url or "https://"
    for language in reading.languages:
        passages = [passage for passage in reading.passages if passage.language == language]
        if _COMPLAIN.knows(language) and not any(
            _COMPLAIN.found_in(passage.source, language)
            and ("{authority_url}" in passage.source or link in passage.source)
            for passage in passages
        ):
            yield Found(detail=_("link to the authority (%(language)s)") % {"language": name_of(language)})


@finds("G-21")
def vague_words(reading: Reading) -> Iterator[Found]:
    """Report vague words, and abbreviations without an explanation."""
    name = reading.controller.name.upper()
    for passage in reading.passages:
        pattern = _VAGUE.patterns.get(passage.language)
        for match in pattern.finditer(passage.source) if pattern else ():
            yield Found(detail=f"«{match[0]}»", statement=passage.key)
        for match in _ABBREVIATION.finditer(passage.source):
            short = match[0]
            if short not in _KNOWN and short not in name and f"({short})" not in passage.source:
                yield Found(detail=_("“%(words)s” is not explained") % {"words": short}, statement=passage.key)
    for _service, item in items(reading):
        if any(_CALLED_SAFE.search(text) for text in item.description.values()):
            yield Found(detail=_("%(row)s: what does it do?") % {"row": item.name})
