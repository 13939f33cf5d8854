"""The draft register arranged for reading: its rows beside the declarations in code."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language

from privacy.inventory import declarations
from privacy.inventory.declarations import Keep, PersonalData
from privacy.policy import differences
from privacy.policy.differences import RowDifference
from privacy.register import sections
from privacy.register.frozen.register import Register, serialize
from privacy.register.frozen.rows import RetentionRule, Service, Statement, Vendor
from privacy.register.frozen_words import value_in_words
from privacy.register.models import Revision
from privacy.register.purposes.models import Purpose
from privacy.register.statements import rendering


@dataclass(frozen=True, kw_only=True)
class Holding:
    """A model declared to hold personal data, with its fields, retention rule and erasure."""

    title: str
    label: str
    fields: list[tuple[str, list[str]]]  # (label of the origin, titles of the fields)
    rule: str
    on_erasure: str


@dataclass(frozen=True, kw_only=True)
class PurposeReading:
    """A purpose, the models declared for it, and the rows of the register that refer to it."""

    purpose: Purpose
    holdings: list[Holding]
    rules: list[RetentionRule]
    recipients: list[Vendor]
    services: list[Service]


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A statement as readers get it, without its tables; ``html`` is safe."""

    key: str
    html: str
    promises: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """The whole draft register, and its differences from the revision in force."""

    purposes: list[PurposeReading]
    strays: list[Holding]
    tables: list[str]
    passages: list[Passage]
    changes: list[RowDifference]
    revision: int | None


def read(register: Register) -> Reading:
    """Return a frozen register arranged for reading."""
    latest = Revision.objects.newest_first().first()
    purposes = list(Purpose.objects.all())
    known = {purpose.key for purpose in purposes}
    # A language that lacks a text is not published; what it would say is read in the first language.
    wanted, whole = get_language() or "", rendering.published_languages(register)
    language = wanted if wanted in whole else settings.LANGUAGE_CODE
    return Reading(
        purposes=[_about(purpose, register) for purpose in purposes],
        strays=[_holding(data, register) for data in declarations.all_personal() if data.purpose not in known],
        tables=list(_tables(register, language)),
        passages=[_passage(statement, register, language) for statement in register.statements],
        changes=differences.between(latest.content if latest else {}, serialize(register)),
        revision=latest.number if latest else None,
    )


def _about(purpose: Purpose, register: Register) -> PurposeReading:
    return PurposeReading(
        purpose=purpose,
        holdings=[_holding(data, register) for data in declarations.all_personal() if data.purpose == purpose.key],
        rules=[rule for rule in register.retention_rules if rule.purpose == purpose.key],
        recipients=[vendor for vendor in register.vendors if purpose.key in vendor.purposes],
        services=[service for service in register.services if purpose.key in (service.purposes or ())],
    )


def _holding(data: PersonalData, register: Register) -> Holding:
    by_origin: dict[str, list[str]] = {}
    for field in data.fields.values():
        by_origin.setdefault(str(field.origin.label), []).append(str(field.title))
    period = next((rule.period for rule in register.retention_rules if rule.key == data.retention.rule), {})
    return Holding(
        title=str(data.title),
        label=data.model._meta.label,
        fields=list(by_origin.items()),
        rule=value_in_words(period) or data.retention.rule,
        on_erasure=str(data.erasure.reason.label) if isinstance(data.erasure, Keep) else "",
    )


def _passage(statement: Statement, register: Register, language: str) -> Passage:
    html = rendering.prose(statement.text, register, language)
    html = html.replace("<h2>", "<h3>").replace("</h2>", "</h3>")  # the page has its own heading above
    return Passage(key=statement.key, html=html, promises=statement.promises)


def _tables(register: Register, language: str) -> Iterator[str]:
    """Yield the tables of the policy, rendered from this register."""
    for section in sections.all_sections():
        for name, template in section.tables.items():
            if name not in ("purposes", "controller"):
                yield rendering.table(register.parts[section.key], register, template, language)
