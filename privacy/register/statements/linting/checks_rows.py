"""Checks that the rows of the register are complete and appear in the notice."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy.register.frozen.rows import Purpose, RetentionRule
from privacy.register.languages.fields import in_language, name_of
from privacy.register.purposes.enums import LegalBasis, OfficerState, Supply
from privacy.register.statements.linting.findings import Found, finds
from privacy.register.statements.linting.reading import Reading
from privacy.register.statements.linting.rules import words

_CONTROLLER_FACTS = {
    "name": gettext_lazy("name"),
    "contact_email": gettext_lazy("e-mail address"),
    "organisation_number": gettext_lazy("organisation number"),
    "address": gettext_lazy("postal address"),
    "phone": gettext_lazy("telephone"),
    "officer": gettext_lazy("data protection officer, yes or no"),
}
# What the table of the controller says is missing. An officer is told of only when there is one (Art. 13(1)(b)).
_TOLD_WHEN_MISSING = {"organisation_number", "address", "phone", "officer"}
_VENDOR_FACTS = {
    "legal_entity": gettext_lazy("legal entity"),
    "role": gettext_lazy("role"),
    "storage_countries": gettext_lazy("stored in"),
    "parent_country": gettext_lazy("parent company in"),
}
_SHARING = words("sharing")
_ONLY_ADEQUATE = words("only-adequate")
_TOOLS = words("tools")
_COPY = words("copy")
_PAIRS = {
    gettext_lazy("e-book"): words("e-book"),
    gettext_lazy("trial account"): words("trial"),
    gettext_lazy("contact and customer service"): words("customer-service"),
    gettext_lazy("newsletter"): words("newsletter"),
}
_SECURITY = words("security")


def _title(row: Purpose | RetentionRule) -> str:
    return in_language(row.title) or row.key


@finds("G-01")
def purposes_without_a_basis(reading: Reading) -> Iterator[Found]:
    """Report purposes without a legal basis, without its interest or law (Art. 6(3)), or not in the notice."""
    if not reading.register.purposes:
        yield Found(detail=_("no purposes in the register"))
    for purpose in reading.register.purposes:
        if not purpose.legal_basis:
            yield Found(detail=_title(purpose))
        elif purpose.legal_basis == LegalBasis.LEGITIMATE_INTEREST and not purpose.legal_note:
            yield Found(detail=_("%(row)s: which interest?") % {"row": _title(purpose)})
        elif purpose.legal_basis == LegalBasis.PUBLIC_TASK and not purpose.legal_note:
            yield Found(detail=_("%(row)s: which law gives the task?") % {"row": _title(purpose)})
        if f"purposes/{purpose.key}" not in reading.told:
            yield Found(detail=_("%(row)s: not in the notice") % {"row": _title(purpose)})


@finds("G-02")
def controller_facts(reading: Reading) -> Iterator[Found]:
    """Report missing identity or contact facts of the controller (LAW M-06, A-13).

    The table of the controller says openly which facts nobody has entered; without name or e-mail it is of no use.
    """
    is_told = _shows_everywhere(reading, "{table:controller}")
    for key, name in _CONTROLLER_FACTS.items():
        if not getattr(reading.controller, key):
            yield Found(detail=str(name), is_told=is_told and key in _TOLD_WHEN_MISSING)
    if reading.controller.officer == OfficerState.APPOINTED and not reading.controller.officer_contact:
        yield Found(detail=_("how to reach the data protection officer"))
    yield from (
        Found(detail=_("name and e-mail address are not in the text (%(language)s)") % {"language": name_of(language)})
        for language in _languages_without(reading)
    )


def _shows_everywhere(reading: Reading, words: str) -> bool:
    """Tell whether some passage has these words in every language of the notice."""
    there = {passage.language for passage in reading.passages if words in passage.source}
    return there >= set(reading.languages)


def _languages_without(reading: Reading) -> list[str]:
    """Return the languages in which no passage has both the name and the e-mail address of the controller."""
    facts = [reading.controller.name, reading.controller.contact_email]
    there = {passage.language for passage in reading.passages if all(fact and fact in passage.text for fact in facts)}
    return [code for code in reading.languages if code not in there] if all(facts) else []


@finds("G-05")
def recipients_by_name(reading: Reading) -> Iterator[Found]:
    """Report recipients that are not in the notice, or without legal entity, role or country."""
    vendors = reading.register.vendors
    for vendor in vendors:
        if f"vendors/{vendor.key}" not in reading.told:
            yield Found(detail=_("%(row)s: not in the notice") % {"row": vendor.name})
        if missing := [str(label) for name, label in _VENDOR_FACTS.items() if not getattr(vendor, name)]:
            yield Found(detail=f"{vendor.name}: {', '.join(missing)}")
    if not vendors:
        for passage in reading.passages:
            if match := _SHARING.found_in(passage.source, passage.language):
                yield Found(
                    detail=_("“%(words)s”, but no recipient in the register") % {"words": match[0]},
                    statement=passage.key,
                )


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
                yield Found(
                    detail=_("“%(words)s” without a promise (P24)") % {"words": " ".join(match[0].split())},
                    statement=passage.key,
                )
    outside = [vendor.name for vendor in reading.register.vendors if vendor.is_outside_eea]
    if not outside or is_held:
        return
    for language in reading.languages:
        whole = "\n".join(shown.source for shown in reading.passages if shown.language == language)
        for wanted, name in ((_TOOLS, _("the ground for transfers")), (_COPY, _("how to get a copy"))):
            if wanted.knows(language) and not wanted.found_in(whole, language):
                yield Found(detail=f"{name} ({name_of(language)}): {', '.join(outside)}")


@finds("G-07")
def periods_are_told(reading: Reading) -> Iterator[Found]:
    """Report retention rules that are not in the notice, or a register without rules."""
    rules = [candidate for candidate in reading.register.retention_rules if candidate.is_in_notice]
    if not rules:
        yield Found(detail=_("no periods in the register"))
    for rule in rules:
        if f"retention_rules/{rule.key}" not in reading.told:
            yield Found(detail=_("%(row)s: not in the notice") % {"row": _title(rule)})


@finds("G-10")
def purposes_that_are_missing(reading: Reading) -> Iterator[Found]:
    """Report collection that the notice mentions without a purpose; security and legal duties need one too."""
    for language in reading.languages:
        purposes = "\n".join(_purpose_words(purpose, language) for purpose in reading.register.purposes)
        sources = "\n".join(passage.source for passage in reading.passages if passage.language == language)
        for name, wanted in _PAIRS.items():
            if wanted.found_in(sources, language) and not wanted.found_in(purposes, language):
                yield Found(detail=f"{name} ({name_of(language)})")
        if _SECURITY.knows(language) and not _SECURITY.found_in(purposes, language):
            yield Found(detail=_("security (%(language)s)") % {"language": name_of(language)})
    if not any(purpose.legal_basis == LegalBasis.LEGAL_OBLIGATION for purpose in reading.register.purposes):
        yield Found(detail=_("what the law requires, such as answering requests"))


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
