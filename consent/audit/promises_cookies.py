"""Checks of the fifteen rows of the published cookie table (LAW P43-P57), all by the same function."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from django.utils.formats import date_format
from django.utils.timezone import localtime

from consent.audit.comparing import is_same_lifetime
from consent.audit.enums import Problem
from consent.audit.models import AuditFinding, AuditRun
from consent.audit.published_cookies import PUBLISHED_COOKIES
from consent.audit.queries import last_of_our_site, observed_lifetimes
from consent.services import known
from consent.services.enums import Category, StorageKind
from consent.services.models import StorageItem
from privacy.law.durations import lifetime_in_words
from privacy.register.frozen.register import Register
from privacy.register.promises.phrases import Phrase, joined
from privacy.register.promises.phrases import gettext as _
from privacy.register.promises.registry import Facts, Verdict, broken, kept, promise, unproven


@dataclass(frozen=True)
class Row:
    """A cookie as the register or the published policy describes it."""

    vendor: str
    category: str
    lifetime: int | None
    domain: str
    vendor_name: str = field(compare=False)

    def in_words(self) -> Phrase:
        category = Phrase(lambda: str(Category(self.category).label))
        return joined([self.vendor_name or _("this website"), category, _lasting(self.lifetime)])


def judge(name: str, facts: Facts) -> Verdict:
    """Compare a published row with the register and with the observations of the last audit of the site.

    A row that neither has is right if a browser that visited every page in every state did not meet the cookie.
    """
    published, declared = _published(facts.register, name), _declared(name)
    _last, run = last_of_our_site()
    findings = list(run.findings.filter(trace=StorageKind.COOKIE, name=name)) if run else []
    if published is None and declared is None and not findings:
        return _absent(name, run)
    row = published or declared
    figure = row.in_words() if row else _("not declared")
    reasons = [*_differences(name, published, declared), *_defects(name, published), *_met(findings, published)]
    if reasons:
        return broken(figure, joined(reasons, " "))
    return _observed(name, figure, run)


def _absent(name: str, run: AuditRun | None) -> Verdict:
    figure = _("no longer declared")
    observed = observed_lifetimes(run) if run and run.is_complete else None
    if run is None or observed is None or name in observed:
        return unproven(figure, _("No audit visited every page in every state without meeting it."))
    return kept(_("no longer declared; the audit of %(day)s did not meet it") % {"day": _day(run)})


def _day(run: AuditRun) -> Phrase:
    return Phrase(lambda: date_format(localtime(run.started_at), "DATE_FORMAT"))


def _lasting(lifetime: int | None) -> Phrase:
    return Phrase(lambda: lifetime_in_words(lifetime))


def _published(register: Register, name: str) -> Row | None:
    names = {vendor.key: vendor.name for vendor in register.vendors}
    for service in register.services:
        for one in service.items:
            if (one.kind, one.name) == (StorageKind.COOKIE, name):
                vendor = names.get(service.vendor, service.vendor)
                return Row(service.vendor, one.category, one.lifetime_seconds, one.domain, vendor)
    return None


def _declared(name: str) -> Row | None:
    item = StorageItem.objects.filter(kind=StorageKind.COOKIE, name=name).select_related("service__vendor").first()
    if item is None:
        return None
    vendor = item.service.vendor if item.service else None
    key, name = (vendor.key, vendor.name) if vendor else ("", "")
    return Row(key, item.category, item.lifetime_seconds, item.domain, name)


def _differences(name: str, published: Row | None, declared: Row | None) -> Iterator[str]:
    if published is None or declared is None:
        yield _("Only one of the register and the revision in force names it.")
    elif published != declared:
        yield _("The revision in force says %(published)s; the register says %(declared)s.") % {
            "published": published.in_words(),
            "declared": declared.in_words(),
        }


def _defects(name: str, published: Row | None) -> Iterator[str]:
    if published is None:
        return
    if published.lifetime is None:
        yield _("No lifetime is stated (LAW C-08).")
    if published.category == Category.NECESSARY and known.is_never_necessary(name):
        yield _("It is known to follow people and is called necessary (LAW C-14).")


def _met(findings: list[AuditFinding], published: Row | None) -> Iterator[str]:
    """Yield the findings of the audit that still differ from the published row, which may be corrected since."""
    for finding in findings:
        if finding.problem == Problem.LIFETIME:
            stated = published.lifetime if published else None
            if stated is None or finding.lifetime is None or not is_same_lifetime(stated, finding.lifetime):
                yield _("The audit met a lifetime of %(seen)s.") % {"seen": _lasting(finding.lifetime)}
        elif finding.problem == Problem.HOST:
            if published is None or published.domain.lstrip(".") != finding.host.lstrip("."):
                yield _("The audit met it on %(host)s.") % {"host": finding.host}
        elif finding.problem == Problem.UNGRANTED or (finding.problem == Problem.UNDECLARED and published is None):
            yield _("The audit met it: %(problem)s.") % {"problem": Problem(finding.problem).label}


def _observed(name: str, figure: str, run: AuditRun | None) -> Verdict:
    if run is None:
        return unproven(figure, _("The site has not been audited."))
    day = _day(run)
    lifetimes = (observed_lifetimes(run) or {}).get(name)
    if lifetimes is None:
        return unproven(figure, _("The audit of %(day)s never saw it.") % {"day": day})
    seen = joined(map(_lasting, lifetimes)) or _("lifetime not seen")
    facts = {"row": figure, "day": day, "seen": seen}
    if run.has_stand_ins:
        return kept(_("%(row)s; the audit of %(day)s met, from a stand-in of the vendor: %(seen)s") % facts)
    return kept(_("%(row)s; the audit of %(day)s met: %(seen)s") % facts)


for _promise, _name in PUBLISHED_COOKIES.items():
    promise(_promise)(partial(judge, _name))
