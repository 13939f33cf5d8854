"""Checks of the promises about recipients: role, agreement and countries (P21, P22, P23)."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from django.conf import settings
from django.utils.formats import date_format

from privacy.law.countries import country_name
from privacy.law.deadlines import local_date
from privacy.recipients import transfers
from privacy.recipients.enums import Role
from privacy.recipients.models import Vendor
from privacy.recipients.transfer_report import agreement_of
from privacy.register.frozen import rows as frozen_rows
from privacy.register.frozen.register import Register
from privacy.register.promises.phrases import few, joined, said
from privacy.register.promises.phrases import gettext as _
from privacy.register.promises.registry import Facts, Verdict, broken, kept, promise, unproven
from privacy.register.statements import notice

# The module name begins with the company, such as ``amazon`` in ``anymail.backends.amazon_ses``.
_MAIL_SERVICE = re.compile(r"anymail\.backends\.([a-z0-9]+)")


@promise("P21")
def recipients_are_processors(facts: Facts) -> Verdict:
    """Whoever receives data works for us, and uses nothing for itself (LAW X-27).

    A recipient in another role makes the sentence untrue, not the sharing unlawful: it is not switched off. While the
    sentence stands in the policy in force the promise is broken; otherwise it is only not made.
    """
    active = list(Vendor.objects.direct().switched_on())
    others = [vendor.name for vendor in active if vendor.role != Role.PROCESSOR]
    unread = [
        vendor.name for vendor in active if vendor.role == Role.PROCESSOR and vendor.uses_for_own_purposes is None
    ]
    figure = _("%(processors)s of %(all)s recipients are processors") % {
        "processors": len(active) - len(others),
        "all": len(active),
    }
    if carrier := _unnamed_carrier(active):
        return broken(
            figure, _("Mail goes through %(name)s, which is no recipient of the register.") % {"name": carrier}
        )
    if others:
        reason = _("They also decide for themselves: %(names)s.") % {"names": joined(others)}
        return broken(figure, reason) if is_made(facts.register, "P21") else unproven(figure, reason)
    if unread:
        reason = _("Nobody has read whether they use the data for purposes of their own: %(names)s.")
        return unproven(figure, reason % {"names": joined(unread)})
    return kept(figure)


@promise("P22")
def agreements_are_there(facts: Facts) -> Verdict:
    """Each active processor has an agreement with all of Art. 28(3) that is not past its review (LAW A-06).

    One that is past its review is switched off, and so is one without a whole agreement while the policy in force says
    that there is one; before that, what nobody has entered is only not proven.
    """
    today = local_date(facts.now)
    active = list(Vendor.objects.direct().switched_on().filter(role=Role.PROCESSOR).select_related("agreement"))
    late = [vendor for vendor in active if _is_past_review(vendor, facts)]
    lacking = [vendor for vendor in active if vendor not in late and _lacks(vendor, today)]
    figure = _("%(good)s of %(all)s processors have an agreement that is whole and reviewed") % {
        "good": len(active) - len(late) - len(lacking),
        "all": len(active),
    }
    if is_made(facts.register, "P22"):
        late, lacking = [*late, *lacking], []
    if late:
        reason = _("No whole agreement, or past its review on %(today)s: %(names)s.")
        words = reason % {"today": date_format(today), "names": joined(vendor.name for vendor in late)}
        return broken(figure, words, vendors=[vendor.key for vendor in late])
    if lacking:
        reason = _("Nobody has entered the whole agreement with: %(names)s.")
        return unproven(figure, reason % {"names": joined(vendor.name for vendor in lacking)})
    return kept(figure)


@promise("P23")
def every_country_is_told(facts: Facts) -> Verdict:
    """Each country of each active recipient and sub-processor stands in the policy, in a table that it shows."""
    named_rows = notice.told(facts.register)
    frozen = {row.key: row for row in facts.register.vendors}
    active = [vendor for vendor in Vendor.objects.select_related("engaged_by") if is_active(vendor)]
    unsaid = [place for vendor in active for place in _unsaid(vendor, frozen.get(vendor.key))]
    figure = _("%(countries)s countries of %(recipients)s recipients and sub-processors") % {
        "countries": len({country for vendor in active for _kind, country in transfers.places(vendor)}),
        "recipients": len(active),
    }
    if unsaid:
        return broken(figure, _("The policy does not tell: %(places)s.") % {"places": few(unsaid)})
    if untold := [vendor.name for vendor in active if f"vendors/{vendor.key}" not in named_rows]:
        return unproven(figure, _("No table of the policy shows: %(places)s.") % {"places": few(untold)})
    return kept(figure)


def _unnamed_carrier(active: Iterable[Vendor]) -> str:
    """Return the company that sends our mail if it is not among the active recipients, else an empty string."""
    match = _MAIL_SERVICE.match(settings.EMAIL_BACKEND)
    if match is None or match[1] in ("console", "test"):
        return ""
    known = " ".join(f"{vendor.key} {vendor.name} {vendor.legal_entity}" for vendor in active).casefold()
    return "" if match[1] in known else match[1]


def is_made(register: Register, promise_id: str) -> bool:
    """Return whether a published statement or sentence of the site makes a promise; those of a draft do not count."""
    return any(
        promise_id in statement.promises and statement.published == frozen_rows.PROMISED
        for statement in (*register.statements, *register.sentences)
    )


def is_active(vendor: Vendor) -> bool:
    """Return whether a recipient and all recipients above it are switched on."""
    return all(engaged.halted_at is None for engaged in (vendor, *vendor.above()))


def _is_past_review(vendor: Vendor, facts: Facts) -> bool:
    agreement = agreement_of(vendor)
    return bool(agreement and agreement.review_on and agreement.review_on < local_date(facts.now))


def _lacks(vendor: Vendor, today: date) -> bool:
    agreement = agreement_of(vendor)
    if agreement is None or agreement.missing() or agreement.dated_on is None:
        return True
    return agreement.dated_on > today  # an agreement dated in the future is not binding yet


def _unsaid(vendor: Vendor, row: frozen_rows.Vendor | None) -> Iterator[str]:
    if row is None:
        yield vendor.name
        return
    frozen = {
        "storage": set(row.storage_countries),
        "access": set(row.access_countries),
        "parent": {row.parent_country},
    }
    for kind, country in transfers.places(vendor):
        if country not in frozen[kind.value]:
            yield joined([f"{vendor.name}:", kind.label, said(country_name, country)], " ")
