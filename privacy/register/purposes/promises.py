"""Promises about purposes: a legal basis for each, a closed list, and no undeclared fields in forms."""

from collections.abc import Iterator

from privacy.inventory import activities, collecting, declarations, public_forms
from privacy.register.frozen.register import Register
from privacy.register.promises.phrases import few, said
from privacy.register.promises.phrases import gettext as _
from privacy.register.promises.registry import Facts, Verdict, broken, kept, promise, unproven
from privacy.register.purposes.covering import Covering, served, stored
from privacy.register.purposes.enums import LegalBasis
from privacy.register.purposes.models import Purpose


@promise("P3")
def every_use_has_a_basis(facts: Facts) -> Verdict:
    """Every purpose, published or for staff, rests on a basis of Art. 6(1), and an interest is named and weighed."""
    rows = list(Purpose.objects.all())
    figure = _("%(count)d purposes, each with a legal basis") % {"count": len(rows)}
    frozen = [purpose for purpose in facts.register.purposes if purpose.legal_basis not in LegalBasis.values]
    without = [row.key for row in rows if row.legal_basis not in LegalBasis.values]
    if without or frozen:
        names = sorted({*without, *(purpose.key for purpose in frozen)})
        return broken(figure, _("Without a legal basis: %(names)s.") % {"names": few(names)})
    if unweighed := [row.key for row in Purpose.objects.unbalanced()]:
        return broken(figure, _("An interest that is not named or not weighed: %(names)s.") % {"names": few(unweighed)})
    if not rows:
        return unproven(figure, _("The register has no purpose."))
    return kept(figure)


@promise("P8")
def forms_ask_for_what_is_declared(facts: Facts) -> Verdict:
    """The forms, as templates write them and as the running site shows them, have declared fields alone."""
    look = public_forms.scan_pages(facts.site)
    undeclared = [str(stray) for stray in (*look.strays, *public_forms.undeclared_in_templates())]
    declared = len(list(collecting.all_forms()))
    figure = _("%(shown)d forms on the pages of the site, %(declared)d declared") % {
        "shown": look.forms,
        "declared": declared,
    }
    if undeclared:
        return broken(figure, _("Fields that nobody declared: %(names)s.") % {"names": few(undeclared)})
    published = {purpose.key for purpose in facts.register.purposes}
    if elsewhere := [data.name for data in _shown(published) if data.purpose not in published]:
        return broken(figure, _("Forms for a purpose that is not published: %(names)s.") % {"names": few(elsewhere)})
    if look.failed:
        return unproven(figure, _("Pages that could not be looked at: %(names)s.") % {"names": few(look.failed)})
    return kept(figure)


def _shown(published: set[str]) -> list[collecting.FormData]:
    """Return the forms that are shown under a policy with these purposes, and the forms with stored entries."""
    return [
        data
        for data in collecting.all_forms()
        if data.purpose in published or not data.needs_published_purpose or data.model._base_manager.exists()
    ]


@promise("P13")
def purposes_are_a_closed_list(facts: Facts) -> Verdict:
    """Every table, activity, form, cookie and recipient serves a published purpose; what is about staff, one of theirs.

    Judged by the draft or the register in force, and by what the code declares.
    """
    things = dict(_things(facts.register))
    purposes = {purpose.key for purpose in facts.register.purposes}
    told_elsewhere = set(Purpose.objects.filter(is_in_notice=False).values_list("key", flat=True))
    figure = _("%(things)d tables, activities, forms, cookies and recipients, %(count)d published purposes") % {
        "things": len(things),
        "count": len(purposes),
    }
    strays = [
        name
        for (kind, name), serves in things.items()
        if not serves or not serves <= purposes | (told_elsewhere if kind in ("table", "cookie") else set())
    ]
    if strays:
        return broken(figure, _("For no published purpose: %(names)s.") % {"names": few(sorted(strays))})
    return kept(figure)


def _things(register: Register) -> Iterator[tuple[tuple[str, str], set[str]]]:
    """Yield each table, activity, form, cookie and recipient, as (kind, name), with its purposes.

    An activity whose retention rule is not in the register has none: nobody is told when it ends.
    """
    everything = _with_those_for_staff(register)
    for data in declarations.all_personal():
        yield ("table", data.model._meta.label), {data.purpose}
    rules = {rule.key for rule in register.retention_rules}
    published = {purpose.key for purpose in register.purposes}
    for activity in activities.carried_out(published):
        yield ("activity", said(str, activity.title)), {activity.purpose} if activity.rule in {*rules, ""} else set()
    for form in _shown(published):
        yield ("form", form.name), {form.purpose}
    for owner, item, serves in stored(register, everything):
        yield ("cookie", f"{item.name} ({owner})"), serves
    vendors = {recipient.key for recipient in register.vendors}
    for vendor in register.vendors:
        serves = served(vendor, register)
        if not serves and vendor.engaged_by in vendors:
            continue  # a sub-processor serves the purposes of the recipient that engages it
        yield ("recipient", vendor.name), serves


def _with_those_for_staff(register: Register) -> list[Covering]:
    return [*register.purposes, *Purpose.objects.filter(is_in_notice=False)]
