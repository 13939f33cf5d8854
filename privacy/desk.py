"""What the register has for staff: promises that do not hold, and facts that nobody has entered."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from privacy import in_force, standing
from privacy.clock_words import hours_in_words
from privacy.declarations import title_of
from privacy.desks import Block, Item, desk
from privacy.enums import HaltReason, RunState, VerdictKind
from privacy.models import (
    Breach,
    JournalCheck,
    JournalHead,
    LedgerEntry,
    LegalHold,
    Letter,
    PromiseVerdict,
    RetentionRule,
    RetentionRun,
    Vendor,
)
from privacy.operations.register import gaps
from privacy.places import head_places
from privacy.queries.breaches import still_to_do
from privacy.queries.journal_words import letter_in_words

_SHOWN = 10

_LATE = timedelta(minutes=5)
_STALE = timedelta(hours=36)  # a nightly check that is older was missed


@desk(order=5)
def breaches(now: datetime) -> Block:
    """Show the breaches that are not closed, the one with the least time first."""
    rows = list(Breach.objects.still_open().order_by("aware_at"))
    return Block(
        title=_("Personal data breaches"),
        count=len(rows),
        items=[
            Item(
                text=_("EXERCISE: %(title)s") % {"title": one.title} if one.is_drill else one.title,
                url=reverse("admin:privacy_breach_change", args=[one.pk]),
                note=hours_in_words(one.seconds_left(now)) if one.is_running else " ".join(still_to_do(one)),
                is_urgent=one.is_running and not one.is_drill,
            )
            for one in rows[:_SHOWN]
        ],
        url=reverse("admin:privacy_breach_changelist"),
        empty=_("No breach is being handled."),
    )


@desk(order=30)
def promises(now: datetime) -> Block:
    """Show what the last check found broken, what is promised and not proven, and who is switched off."""
    verdicts = PromiseVerdict.objects.latest_of_each()
    wrong = [one for one in verdicts if one.kind != VerdictKind.KEPT and _concerns_us(one)]
    items = [
        Item(
            text=f"{one.promise}: {one.get_kind_display()}, {one.figure}",
            url=reverse("admin:privacy_promiseverdict_change", args=[one.pk]),
            note=one.reason,
            is_urgent=one.kind == VerdictKind.BROKEN,
        )
        for one in sorted(wrong, key=lambda one: one.kind != VerdictKind.BROKEN)
    ]
    items += [
        Item(
            text=_("%(vendor)s is switched off") % {"vendor": vendor.name},
            url=reverse("admin:privacy_vendor_change", args=[vendor.pk]),
            note=str(HaltReason(vendor.halted_because or HaltReason.TRANSFER).label),
            is_urgent=vendor.halted_because not in (HaltReason.NEW, HaltReason.STAFF),
        )
        for vendor in Vendor.objects.filter(halted_at__isnull=False)
    ]
    if verdicts and max(one.checked_at for one in verdicts) < now - _STALE:
        # What was kept the night before last says nothing of today.
        url = reverse("admin:privacy_promises")
        items.insert(0, Item(text=_("The nightly check of the promises has not run"), url=url, is_urgent=True))
    return Block(
        title=_("Promises"),
        count=len(items),
        items=items[:_SHOWN],
        url=reverse("admin:privacy_promises"),
        empty=_("Every promise that was checked is kept.") if verdicts else _("No promise has been checked yet."),
    )


def _concerns_us(verdict: PromiseVerdict) -> bool:
    """Tell whether somebody must look: what no passage promises need not be proven."""
    if verdict.kind == VerdictKind.BROKEN:
        return True
    statements = in_force.part("privacy").get("statements")
    return statements is None or any(verdict.promise in one["promises"] for one in statements)


@desk(order=35)
def lost_letters(now: datetime) -> Block:
    """Show the letters that were given up after the last attempt."""
    lost = Letter.objects.lost()
    items = [
        Item(
            text=letter_in_words(letter.kind),
            url=reverse("admin:privacy_letter_change", args=[letter.pk]),
            note=letter.last_error,
            is_urgent=True,
        )
        for letter in lost[:_SHOWN]
    ]
    return Block(
        title=_("Letters that could not be sent"),
        count=lost.count() if len(items) == _SHOWN else len(items),
        items=items,
        url=reverse("admin:privacy_letter_changelist"),
        empty=_("Every letter has left, or is still being tried."),
    )


@desk(order=40)
def missing_facts(now: datetime) -> Block:
    """Show the facts that the policy should tell and nobody has entered."""
    found = gaps()
    items = [Item(text=gap, url=reverse("admin:privacy_revision_publish")) for gap in found]
    return Block(
        title=_("Gaps in the register"),
        count=len(found),
        items=items[:_SHOWN],
        url=reverse("admin:privacy_revision_publish"),
        empty=_("Every fact is there."),
    )


@desk(order=38)
def journal(now: datetime) -> Block:
    """Show what is wrong with the journal and its signed heads; else what the last check looked at."""
    check, head = JournalCheck.objects.first(), JournalHead.objects.first()
    items = [*_of_check(check, now), *_of_heads(), *_of_ledger(now)]
    status = _("Nothing has been checked yet.")
    if check is not None:
        status = _("%(entries)s entries hold; %(heads)s signed heads, the last for %(day)s; %(guard)s.") % {
            "entries": check.entries,
            "heads": check.heads,
            "day": head.day if head else "–",
            "guard": check.guard,
        }
    url = reverse("admin:privacy_journalcheck_changelist")
    return Block(title=_("Journal"), count=len(items), items=items, url=url, empty=status)


def _of_check(check: JournalCheck | None, now: datetime) -> list[Item]:
    if check is None:
        return []
    url = reverse("admin:privacy_journalcheck_change", args=[check.pk])
    items = []
    if check.faults:
        text = _("The journal does not hold: %(count)s faults") % {"count": check.faults}
        items.append(Item(text=text, url=url, note=check.found.partition("\n")[0], is_urgent=True))
    if check.checked_at < now - _STALE:
        items.append(Item(text=_("The nightly check of the journal has not run"), url=url, is_urgent=True))
    return items


def _of_ledger(now: datetime) -> list[Item]:
    """Show what should long be in the ledger and is not: its file is away, or not this database's."""
    late = LedgerEntry.objects.waiting().filter(at__lt=now - _LATE).count()
    if not late:
        return []
    text = _("%(count)s erasures and ends are not in the ledger yet") % {"count": late}
    url = reverse("admin:privacy_journalcheck_changelist")
    return [Item(text=text, url=url, note=standing.look().value, is_urgent=True)]


def _of_heads() -> list[Item]:
    url = reverse("admin:privacy_journalhead_changelist")
    if not head_places():
        return [
            Item(
                text=_("The journal’s signed heads are kept on this machine only"),
                url=url,
                note=_("Whoever runs the site sets a place elsewhere."),
            )
        ]
    return [
        Item(text=_("Signed head of %(day)s could not be put in its place") % {"day": head.day}, url=url,
             note=head.last_error, is_urgent=True)
        for head in JournalHead.objects.waiting().filter(attempts__gt=0)[:_SHOWN]
    ]  # fmt: skip


@desk(order=32)
def retention(now: datetime) -> Block:
    """Show the runs that stopped to ask, and the rules that nobody has approved."""
    stopped = RetentionRun.objects.filter(state=RunState.STOPPED)
    items = [
        Item(
            text=_("%(model)s: %(due)s rows would go") % {"model": title_of(run.model), "due": run.due},
            url=reverse("admin:privacy_retentionrun_change", args=[run.pk]),
            note=str(run.get_stop_reason_display()),
            is_urgent=True,
        )
        for run in stopped
    ]
    items += [
        Item(
            text=_("%(rule)s: nothing is deleted until you approve it") % {"rule": rule},
            url=reverse("admin:privacy_retentionrule_approve", args=[rule.pk]),
            note=rule.words,
            is_urgent=True,
        )
        for rule in RetentionRule.objects.all()
        if not rule.is_approved
    ]
    items += [
        Item(
            text=_("The hold %(hold)s has ended") % {"hold": hold},
            url=reverse("admin:privacy_legalhold_change", args=[hold.pk]),
            note=_("See whether somebody has asked for erasure meanwhile."),
        )
        for hold in LegalHold.objects.filter(ends_at__lte=now, lifted_at__isnull=True)
    ]
    return Block(
        title=_("Deletion"),
        count=len(items),
        items=items[:_SHOWN],
        url=reverse("admin:privacy_retentionrun_changelist"),
        empty=_("Every rule is approved, and no run has stopped to ask."),
    )
