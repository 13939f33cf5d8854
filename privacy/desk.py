"""What the register has for staff: promises that do not hold, and facts that nobody has entered."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from privacy.desks import Block, Item, desk
from privacy.enums import VerdictKind
from privacy.models import Letter, PromiseVerdict, Vendor
from privacy.operations.register import gaps

_SHOWN = 10


@desk(order=30)
def promises(now: datetime) -> Block:
    """Show the promises that the last check found broken or could not prove, and recipients switched off."""
    verdicts = PromiseVerdict.objects.latest_of_each()
    wrong = [one for one in verdicts if one.kind != VerdictKind.KEPT]
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
            note=_("Nothing carries its transfers."),
            is_urgent=True,
        )
        for vendor in Vendor.objects.filter(halted_at__isnull=False)
    ]
    return Block(
        title=_("Promises"),
        count=len(items),
        items=items[:_SHOWN],
        url=reverse("admin:privacy_promiseverdict_changelist"),
        empty=_("Every promise that was checked is kept.") if verdicts else _("No promise has been checked yet."),
    )


@desk(order=35)
def lost_letters(now: datetime) -> Block:
    """Show the letters that were given up after the last attempt."""
    lost = Letter.objects.lost()
    items = [
        Item(
            text=letter.kind,
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
