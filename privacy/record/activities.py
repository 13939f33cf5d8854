"""Processing activities, one for each purpose: data, people, recipients and time limits (Art. 30(1))."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from privacy.inventory import declarations
from privacy.inventory.activities import all_activities
from privacy.inventory.declarations import Keep, Origin, PersonalData
from privacy.law.durations import lifetime_in_words
from privacy.record.recipients import Recipient
from privacy.register.frozen.register import Register
from privacy.register.frozen.rows import StorageItem
from privacy.register.languages.fields import in_language
from privacy.register.purposes.covering import stored
from privacy.register.purposes.enums import LegalBasis
from privacy.register.purposes.models import Purpose
from privacy.retention.models import RetentionRule


@dataclass(frozen=True, kw_only=True)
class Held:
    """Personal data in one table, from its declaration in code."""

    title: str
    fields: list[dict[str, str]]
    rule: str
    rule_title: str
    kept_after_erasure: str = ""


@dataclass(frozen=True, kw_only=True)
class Period:
    """An envisaged time limit (Art. 30(1)(f))."""

    what: str
    period: str
    counted_from: str
    source: str


@dataclass(frozen=True, kw_only=True)
class Activity:
    """Processing for one purpose; texts are in one language."""

    key: str
    title: str
    description: str
    is_in_notice: bool
    legal_basis: str
    legal_note: str
    balance: str
    subjects: str
    data: str
    held: list[Held]
    on_devices: list[str]
    recipients: list[Recipient]
    periods: list[Period]
    assessment: str
    assessment_note: str
    missing: list[str] = field(default_factory=list)


def activities(register: Register, recipients: Mapping[str, list[Recipient]]) -> list[Activity]:
    """Return every purpose as an activity, also those outside the website's notice, in the active language."""
    rules = {rule.key: in_language(rule.title) for rule in RetentionRule.objects.all()}
    return [
        _activity(purpose, register, recipients.get(purpose.key, []), rules)
        for purpose in Purpose.objects.prefetch_related("retention_rules")
    ]


def _activity(purpose: Purpose, register: Register, recipients: list[Recipient], rules: Mapping[str, str]) -> Activity:
    tables = [_held(data, rules) for data in declarations.all_personal() if data.purpose == purpose.key]
    on_devices = list(_on_devices(purpose, register))
    periods = [*_periods(purpose), *_endless(purpose), *_lifetimes(purpose, register)]
    facts = {
        _("categories of people (c)"): in_language(purpose.subjects),
        _("categories of personal data (c)"): in_language(purpose.data) or tables,
        _("time limits (f)"): periods,
        _("whether an impact assessment is needed"): purpose.assessed_on,
    }
    return Activity(
        key=purpose.key,
        title=in_language(purpose.title),
        description=in_language(purpose.description),
        is_in_notice=purpose.is_in_notice,
        legal_basis=capfirst(str(LegalBasis(purpose.legal_basis).label)),
        legal_note=in_language(purpose.legal_note),
        balance=purpose.balance_note,
        subjects=in_language(purpose.subjects),
        data=in_language(purpose.data),
        held=tables,
        on_devices=on_devices,
        recipients=recipients,
        periods=periods,
        assessment=capfirst(str(purpose.get_assessment_display())),
        assessment_note=_assessment_note(purpose),
        missing=[name for name, value in facts.items() if not value],
    )


def _assessment_note(purpose: Purpose) -> str:
    if purpose.assessed_on is None:
        return ""
    return f"{date_format(purpose.assessed_on, 'DATE_FORMAT')}: {purpose.assessment_note}"


def _held(data: PersonalData, rules: Mapping[str, str]) -> Held:
    origins = {
        Origin.PROVIDED: _("given by the person"),
        Origin.OBSERVED: _("recorded by the system"),
        Origin.INFERRED: _("concluded by us"),
    }
    kept = str(data.erasure.reason.label) if isinstance(data.erasure, Keep) else ""
    return Held(
        title=capfirst(str(data.title)),
        fields=[
            {"title": capfirst(str(field.title)), "origin": origins[field.origin]} for field in data.fields.values()
        ],
        rule=data.retention.rule,
        rule_title=rules.get(data.retention.rule, data.retention.rule),
        kept_after_erasure=kept,
    )


def _periods(purpose: Purpose) -> Iterator[Period]:
    for rule in purpose.retention_rules.all():
        yield Period(
            what=in_language(rule.title),
            period=in_language(rule.period),
            counted_from=in_language(rule.trigger),
            source=rule.legal_source,
        )


def _endless(purpose: Purpose) -> Iterator[Period]:
    """Yield what the code does for this purpose and nothing ends, such as the journal, with the reason for it."""
    for activity in all_activities():
        if activity.purpose == purpose.key and not activity.rule:
            yield Period(
                what=str(activity.title),
                period=_("no time limit"),
                counted_from="–",
                source=str(activity.unlinkable),
            )


def _stored(purpose: Purpose, register: Register) -> Iterator[tuple[str, StorageItem]]:
    """Yield the items stored in browsers for this purpose, as (owner, frozen item)."""
    for owner, item, serves in stored(register, list(Purpose.objects.all())):
        if purpose.key in serves:
            yield owner, item


def _on_devices(purpose: Purpose, register: Register) -> Iterator[str]:
    names: dict[str, list[str]] = {}
    for owner, item in _stored(purpose, register):
        names.setdefault(owner, []).append(item.name)
    for owner, names_of_owner in names.items():
        yield f"{owner}: {', '.join(names_of_owner)}"


def _lifetimes(purpose: Purpose, register: Register) -> Iterator[Period]:
    """Yield the longest lifetime of the items in browsers for this purpose, for each owner."""
    seconds: dict[str, list[int | None]] = {}
    for owner, item in _stored(purpose, register):
        seconds.setdefault(owner, []).append(item.lifetime_seconds)
    for owner, lifetimes in seconds.items():
        yield Period(
            what=_("On the person’s own device: %(owner)s") % {"owner": owner},
            period=_lifetime(lifetimes),
            counted_from=_("each is set"),
            source=_("each one’s own lifetime, in the table of cookies"),
        )


def _lifetime(seconds: list[int | None]) -> str:
    known = [lifetime for lifetime in seconds if lifetime is not None]
    longest = max(known, default=0)
    if not known:
        return _("not known")
    text = _("until the browser is closed")
    if longest:
        text = _("at most %(span)s") % {"span": lifetime_in_words(longest)}
    unknown = len(seconds) - len(known)
    return f"{text}; {_('%(count)d not known') % {'count': unknown}}" if unknown else text
