"""The policy in some lines, for those who read no more: each is a promising sentence with facts of the register.

A publication chooses them as it does the statements, and a line whose promise is not proven is left out or says less.
Other apps add their own lines with ``summary_line``.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from babel.lists import format_list
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language

from privacy.law.countries import country_in_sentence
from privacy.register import in_force
from privacy.register.frozen.register import Register
from privacy.register.frozen.rows import Purpose, RetentionRule
from privacy.register.languages.fields import in_language
from privacy.register.purposes.enums import LegalBasis
from privacy.register.statements.site_sentences import promised
from privacy.registry import Registry
from privacy.web import pages

Text = str | Promise
Facts = Mapping[str, object] | None
ReadFacts = Callable[[Register], Facts]
_DAYS_OF_A_MONTH = 30


@dataclass(frozen=True, kw_only=True)
class SummaryLine:
    """What a sentence is filled with, and the page where one does something about it, with the words of the link.

    Without ``facts`` (None) there is nothing to say.
    """

    order: int
    page: str
    link: Text
    facts: ReadFacts


@dataclass(frozen=True, kw_only=True)
class ShownLine:
    """A line in the active language; ``path`` is empty if it leads nowhere."""

    text: str
    path: str
    link: Text


registry: Registry[str, SummaryLine] = Registry("line of the summary", order=lambda _key, line: line.order)


def summary_line(sentence: str, *, order: int, page: str = "", link: Text = "") -> Callable[[ReadFacts], ReadFacts]:
    """Register a function that reads the facts of a sentence from the register in force. A decorator."""

    def register(facts: ReadFacts) -> ReadFacts:
        registry.add(sentence, SummaryLine(order=order, page=page, link=link, facts=facts))
        return facts

    return register


def lines() -> Iterator[ShownLine]:
    """Yield the lines that the publication in force has proven, in the active language."""
    register = in_force.register()
    for sentence, line in registry.items():
        facts = line.facts(register)
        if facts is not None and (text := promised(sentence, **facts)):
            yield ShownLine(text=text, path=pages.path_to(line.page) if line.page else "", link=line.link)


@summary_line("policy.short.who", order=10)
def _who(register: Register) -> Facts:
    return {"name": register.controller.name, "contact": register.controller.contact_email}


@summary_line("policy.short.unasked", order=20)
def _unasked(register: Register) -> Facts:
    return _purposes(purpose for purpose in register.purposes if purpose.legal_basis != LegalBasis.CONSENT)


@summary_line("policy.short.asked", order=30)
def _asked(register: Register) -> Facts:
    return _purposes(purpose for purpose in register.purposes if purpose.legal_basis == LegalBasis.CONSENT)


@summary_line("policy.short.recipients", order=50)
def _recipients(register: Register) -> Facts:
    names = [vendor.name for vendor in register.vendors if not vendor.is_halted]
    return {"names": _listed(names)} if names else None


@summary_line("policy.short.outside", order=60)
def _outside(register: Register) -> Facts:
    codes = {leg.country for vendor in register.vendors if not vendor.is_halted for leg in vendor.legs}
    return {"countries": _listed(sorted(map(country_in_sentence, codes)))} if codes else None


@summary_line("policy.short.end", order=70)
def _end(register: Register) -> Facts:
    rules = [rule for rule in register.retention_rules if rule.is_in_notice]
    if not rules:
        return None
    longest = max(rules, key=_days)
    return {"longest": in_language(longest.period), "what": _inside_a_sentence(in_language(longest.title))}


@summary_line("policy.short.complaint", order=100)
def _complaint(register: Register) -> Facts:
    return {"authority": register.controller.authority_name} if register.controller.authority_name else None


def _purposes(purposes: Iterator[Purpose]) -> Facts:
    titles = [_inside_a_sentence(in_language(purpose.title)) for purpose in purposes if purpose.is_in_notice]
    # The titles hold commas and conjunctions of their own.
    return {"purposes": "; ".join(titles)} if titles else None


def _inside_a_sentence(title: str) -> str:
    """Return a title as it stands inside a sentence; an abbreviation keeps its capitals."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def _listed(names: list[str]) -> str:
    return str(format_list(names, locale=get_language() or settings.LANGUAGE_CODE))


def _days(rule: RetentionRule) -> int:
    return (rule.days or 0) + _DAYS_OF_A_MONTH * ((rule.months or 0) + (rule.months_after_year or 0))
