"""Checks that the rows of the register are complete and appear in the notice."""

from collections.abc import Iterator

from django.conf import settings

from privacy.frozen.rows import Purpose, RetentionRule
from privacy.languages.fields import in_language
from privacy.purposes.enums import LegalBasis, OfficerState, Supply
from privacy.statements.linting.findings import Found, finds
from privacy.statements.linting.reading import Reading
from privacy.statements.linting.rules import words

_STAFF_READ = "nb"
_CONTROLLER_FACTS = {
    "name": "navn", "contact_email": "e-post", "organisation_number": "organisasjonsnummer", "address": "adresse",
    "phone": "telefon", "officer": "personvernombud, ja eller nei",
}  # fmt: skip
# What the table of the controller says is missing. An officer is told of only when there is one (Art. 13(1)(b)).
_TOLD_WHEN_MISSING = {"organisation_number", "address", "phone", "officer"}
_VENDOR_FACTS = ("legal_entity", "role", "storage_countries", "parent_country")
_SHARING = words(
    no=r"leverandør|\bdele?r?\b[^.]{0,60}opplysning|samarbeidspartner", en=r"supplier|vendor|\bshare[^.]{0,60}data"
)
_ONLY_ADEQUATE = words(
    no=r"\b(kun|bare|berre)\b[^.]{0,80}(EU-kommisjonen|tilstrekkelig)", en=r"\bonly\b[^.]{0,80}(Commission|adequa)"
)
_TOOLS = words(
    no=r"adekvans|tilstrekkele?ig? (beskytt|vern)|godt? nok (beskytt|vern)|standardavtal|Data Privacy Framework",
    en=r"adequa|standard contractual|Data Privacy Framework",
)
_COPY = words(no=r"\bkopi\b", en=r"\bcopy\b")
_PAIRS = {
    "e-bok": words(no=r"e-bok|e-bøk", en=r"e-book"),
    "prøvekonto": words(no=r"prøvekonto", en=r"trial"),
    "kontakt og kundeservice": words(
        no=r"kontaktskjema|kundeservice|kundeteneste|skrive?r? til oss", en=r"contact form|customer service|write to us"
    ),
    "nyhetsbrev": words(no=r"nyhetsbrev|nyheitsbrev", en=r"newsletter"),
}
_SECURITY = words(
    no=r"\bsikre nett|\bsikre net|angrep|\bvern(e|ar)? nett", en=r"attack|protect(ing)? the (web)?site|secur"
)


def _title(row: Purpose | RetentionRule) -> str:
    return in_language(row.title, _STAFF_READ) or row.key


@finds("G-01")
def purposes_without_a_basis(reading: Reading) -> Iterator[Found]:
    """Report purposes without a legal basis, without its interest or law (Art. 6(3)), or not in the notice."""
    if not reading.register.purposes:
        yield Found(detail="ingen formål i registeret")
    for purpose in reading.register.purposes:
        if not purpose.legal_basis:
            yield Found(detail=_title(purpose))
        elif purpose.legal_basis == LegalBasis.LEGITIMATE_INTEREST and not purpose.legal_note:
            yield Found(detail=f"{_title(purpose)}: hvilken interesse?")
        elif purpose.legal_basis == LegalBasis.PUBLIC_TASK and not purpose.legal_note:
            yield Found(detail=f"{_title(purpose)}: hvilken lov gir oppgaven?")
        if f"purposes/{purpose.key}" not in reading.told:
            yield Found(detail=f"{_title(purpose)}: ikke fortalt")


@finds("G-02")
def controller_facts(reading: Reading) -> Iterator[Found]:
    """Report missing identity or contact facts of the controller (LAW M-06, A-13).

    The table of the controller says openly which facts nobody has entered; without name or e-mail it is of no use.
    """
    is_told = _shows_everywhere(reading, "{table:controller}")
    for key, name in _CONTROLLER_FACTS.items():
        if not getattr(reading.controller, key):
            yield Found(detail=name, is_told=is_told and key in _TOLD_WHEN_MISSING)
    if reading.controller.officer == OfficerState.APPOINTED and not reading.controller.officer_contact:
        yield Found(detail="slik når man personvernombudet")
    yield from (
        Found(detail=f"navn og e-post står ikke i teksten ({language})") for language in _languages_without(reading)
    )


def _shows_everywhere(reading: Reading, words: str) -> bool:
    """Tell whether some passage has these words in every language of the site."""
    there = {passage.language for passage in reading.passages if words in passage.source}
    return there >= {code for code, _name in settings.LANGUAGES}


def _languages_without(reading: Reading) -> list[str]:
    """Return the languages in which no passage has both the name and the e-mail address of the controller."""
    facts = [reading.controller.name, reading.controller.contact_email]
    there = {passage.language for passage in reading.passages if all(fact and fact in passage.text for fact in facts)}
    return [code for code, _name in settings.LANGUAGES if code not in there] if all(facts) else []


@finds("G-05")
def recipients_by_name(reading: Reading) -> Iterator[Found]:
    """Report recipients that are not in the notice, or without legal entity, role or country."""
    vendors = reading.register.vendors
    for vendor in vendors:
        if f"vendors/{vendor.key}" not in reading.told:
            yield Found(detail=f"{vendor.name}: ikke fortalt")
        if missing := [name for name in _VENDOR_FACTS if not getattr(vendor, name)]:
            yield Found(detail=f"{vendor.name}: {', '.join(missing)}")
    if not vendors:
        for passage in reading.passages:
            if match := _SHARING.found_in(passage.source, passage.language):
                yield Found(detail=f"«{match[0]}», men ingen mottaker i registeret", statement=passage.key)


@finds("R-13-1-e")
def supplies_without_anybody(reading: Reading) -> Iterator[Found]:
    """Report hosting, e-mail and mailbox that neither a recipient nor the controller itself runs (Art. 13(1)(e))."""
    run = {*reading.controller.runs_itself, *(name for vendor in reading.register.vendors for name in vendor.supplies)}
    yield from (Found(detail=str(supply.label)) for supply in Supply if supply.value not in run)


@finds("G-06")
def transfers_are_true(reading: Reading) -> Iterator[Found]:
    """Report “only to adequate countries” without a checked promise, or transfers without tool and copy."""
    is_held = False
    for passage in reading.passages:
        if match := _ONLY_ADEQUATE.found_in(passage.source, passage.language):
            is_held |= passage.is_checked
            if not passage.is_checked:
                yield Found(detail=f"«{' '.join(match[0].split())}» uten løfte (P24)", statement=passage.key)
    outside = [vendor.name for vendor in reading.register.vendors if vendor.is_outside_eea]
    if not outside or is_held:
        return
    for language in reading.languages:
        whole = "\n".join(shown.source for shown in reading.passages if shown.language == language)
        for wanted, name in ((_TOOLS, "grunnlaget for overføring"), (_COPY, "hvordan man får en kopi")):
            if wanted.knows(language) and not wanted.found_in(whole, language):
                yield Found(detail=f"{name} ({language}): {', '.join(outside)}")


@finds("G-07")
def periods_are_told(reading: Reading) -> Iterator[Found]:
    """Report retention rules that are not in the notice, or a register without rules."""
    rules = [candidate for candidate in reading.register.retention_rules if candidate.is_in_notice]
    if not rules:
        yield Found(detail="ingen frister i registeret")
    for rule in rules:
        if f"retention_rules/{rule.key}" not in reading.told:
            yield Found(detail=f"{_title(rule)}: ikke fortalt")


@finds("G-10")
def purposes_that_are_missing(reading: Reading) -> Iterator[Found]:
    """Report collection that the notice mentions without a purpose; security and legal duties need one too."""
    for language in reading.languages:
        purposes = "\n".join(_purpose_words(purpose, language) for purpose in reading.register.purposes)
        sources = "\n".join(passage.source for passage in reading.passages if passage.language == language)
        for name, wanted in _PAIRS.items():
            if wanted.found_in(sources, language) and not wanted.found_in(purposes, language):
                yield Found(detail=f"{name} ({language})")
        if _SECURITY.knows(language) and not _SECURITY.found_in(purposes, language):
            yield Found(detail=f"sikkerhet ({language})")
    if not any(purpose.legal_basis == LegalBasis.LEGAL_OBLIGATION for purpose in reading.register.purposes):
        yield Found(detail="det loven pålegger, som å svare på krav")


def _purpose_words(purpose: Purpose, language: str) -> str:
    texts = (purpose.title, purpose.description, purpose.data)
    return "\n".join(text.get(language, "") for text in texts)


@finds("G-14")
def voluntary_or_not(reading: Reading) -> Iterator[Found]:
    """Report purposes that do not say whether the data must be given; legal obligations are exempt."""
    for purpose in reading.register.purposes:
        if purpose.legal_basis != LegalBasis.LEGAL_OBLIGATION and not purpose.is_voluntary:
            yield Found(detail=_title(purpose))


@finds("R-14-1-d")
def data_of_each_purpose(reading: Reading) -> Iterator[Found]:
    """Report purposes that do not say which data they use."""
    for purpose in reading.register.purposes:
        if not purpose.data:
            yield Found(detail=_title(purpose))
