"""Checks of the promises about the notice: completeness, controller, scope and old versions (P1, P4, P5, P58)."""

import re

from django.conf import settings

from privacy.inventory import declarations
from privacy.journal import operations as journal
from privacy.journal import rights
from privacy.journal.models import JournalEntry
from privacy.policy.publishing import text_digest
from privacy.register import operations
from privacy.register.frozen.register import Register
from privacy.register.frozen.rows import Keyed
from privacy.register.languages.fields import in_language
from privacy.register.models import Revision
from privacy.register.promises.phrases import few, joined, remarked
from privacy.register.promises.phrases import gettext as _
from privacy.register.promises.registry import Facts, Verdict, broken, kept, promise, unproven
from privacy.register.purposes.models import Purpose
from privacy.register.statements import notice, rendering
from privacy.register.statements.errors import UnrenderablePolicy
from privacy.retention.models import RetentionRule
from privacy.web.html import parse

_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)


@promise("P1")
def notice_tells_the_whole_register(facts: Facts) -> Verdict:
    """Every row that the notice owes its readers is spoken about, and stands in the text in every language."""
    owed = notice.must_be_told(facts.register)
    if untold := notice.untold(facts.register):
        figure = _("%(told)s of %(all)s rows told") % {"told": len(owed) - len(untold), "all": len(owed)}
        return broken(figure, _("The policy does not tell: %(rows)s.") % {"rows": few(untold)})
    try:
        absent = _absent(facts, owed)
    except UnrenderablePolicy as error:
        return unproven("-", str(error))
    figure = _("%(count)s rows told in %(languages)s languages") % {
        "count": len(owed),
        "languages": len(settings.LANGUAGES),
    }
    if absent:
        return broken(figure, _("The text does not name: %(rows)s.") % {"rows": few(absent)})
    return kept(figure)


def _absent(facts: Facts, owed: set[str]) -> list[str]:
    """Return the rows whose name is missing in the rendered text of a language."""
    register = facts.register
    by_table = {name: row for name, row in register.rows().items() if name in owed and name in _told_by_table(register)}
    absent: list[str] = []
    for code, html in facts.once("policy", lambda: rendering.texts(register)).items():
        text = parse(html).words()
        absent += [f"{name} ({code})" for name, row in by_table.items() if parse(_name(row, code)).words() not in text]
    return sorted(absent)


def _told_by_table(register: Register) -> set[str]:
    named = {name for statement in register.statements for name in statement.rows}
    return notice.told(register) - named


def _name(row: Keyed, language: str) -> str:
    return row.label if isinstance(row.label, str) else in_language(row.label, language)


@promise("P4")
def controller_is_complete(facts: Facts) -> Verdict:
    """Who decides is named, can be reached, and has a number that can be one (Art. 13(1)(a), LAW M-06)."""
    who = facts.register.controller
    wanted = {
        "name": _("name"), "contact_email": _("contact address"), "organisation_number": _("organisation number"),
        "address": _("postal address"), "phone": _("telephone"), "officer": _("data protection officer, yes or no"),
    }  # fmt: skip
    missing = [name for key, name in wanted.items() if not getattr(who, key)]
    if who.officer == "appointed" and not who.officer_contact:
        missing.append(_("how to reach the data protection officer"))
    figure = _("%(there)s of %(all)s facts") % {"there": len(wanted) - len(missing), "all": len(wanted)}
    if not who.name or not who.contact_email:
        return broken(figure, _("The policy does not say who decides, or how to reach them."))
    number = who.organisation_number
    if number and who.country == "NO" and not is_norwegian_number(number):
        return broken(figure, _("The organisation number is not one: its last digit does not fit."))
    if missing:
        return unproven(figure, _("Nobody has entered: %(facts)s.") % {"facts": joined(missing)})
    return kept(figure)


def is_norwegian_number(number: str) -> bool:
    """Return whether a number is a valid Norwegian organisation number: nine digits with a modulus 11 check digit."""
    digits = re.sub(r"[\s.]|MVA$|^NO", "", number.upper())
    if not re.fullmatch(r"[0-9]{9}", digits):
        return False
    remainder = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False)) % 11
    return remainder != 1 and int(digits[8]) == (11 - remainder) % 11


@promise("P5")
def notice_is_about_the_website(facts: Facts) -> Verdict:
    """Nothing that is told elsewhere feeds this notice: neither its rows nor what its statements speak about."""
    outside = {f"purposes/{key}" for key in Purpose.objects.filter(is_in_notice=False).values_list("key", flat=True)}
    rules = RetentionRule.objects.filter(purpose__is_in_notice=False)
    outside |= {f"retention_rules/{key}" for key in rules.values_list("key", flat=True)}
    strays = notice.must_be_told(facts.register) & outside
    for statement in facts.register.statements:
        if statement.is_shown:
            strays |= outside & set(statement.rows)
    count = len(facts.register.purposes)
    figure = _("%(count)s purposes of the website, %(outside)s rows told elsewhere") % {
        "count": count,
        "outside": len(outside),
    }
    if strays:
        return broken(
            figure, _("Not about the website, and yet in its notice: %(rows)s.") % {"rows": few(sorted(strays))}
        )
    return kept(figure)


@promise("P58")
def what_was_seen_is_still_there(facts: Facts) -> Verdict:
    """Whatever points at a revision points at one that exists and is word for word what was published."""
    entries = JournalEntry.objects.filter(event="register.published")
    whole = [entry for entry in entries.iterator() if journal.is_unchanged(entry)]
    published = {(entry.revision, entry.at): entry.facts for entry in whole}
    numbers, changed = set[int](), list[int]()
    for revision in Revision.objects.prefetch_related("texts").iterator(chunk_size=20):
        numbers.add(revision.number)
        digests = {revision.sha256, *(text.sha256 for text in revision.texts.all())}
        is_whole = operations.digest(revision.content) == revision.sha256
        is_whole &= all(text_digest(text.html) == text.sha256 for text in revision.texts.all())
        known = published.get((revision.number, revision.published_at), "")
        if not is_whole or not all(digest in known for digest in digests):
            changed.append(revision.number)
    pointing, lost = _pointers(numbers)
    figure = _("%(count)s revisions, %(kinds)s kinds of row point at them") % {"count": len(numbers), "kinds": pointing}
    if changed:
        return broken(figure, _("Differs from what was published: %(numbers)s.") % {"numbers": few(_texts(changed))})
    if wrong := rights.guard().wrong:
        return broken(
            figure,
            _("Nothing keeps an old version from being changed: %(triggers)s.") % {"triggers": few(list(wrong))},
        )
    if lost:
        return broken(figure, _("Points at a revision that is not there: %(rows)s.") % {"rows": few(lost)})
    return kept(figure)


def _pointers(numbers: set[int]) -> tuple[int, list[str]]:
    """Return how many declared models refer to a revision, and the references to missing revisions."""
    count, lost = 0, list[str]()
    for data in declarations.all_personal():
        if "revision" not in {field.name for field in data.model._meta.concrete_fields}:
            continue
        count += 1
        rows = data.model._default_manager.exclude(revision=None).order_by().values_list("revision", flat=True)
        strays = {int(number) for number in rows.distinct()} - numbers
        lost += [remarked(data.title, number) for number in sorted(strays)]
    return count, lost


def _texts(numbers: list[int]) -> list[str]:
    return [str(number) for number in sorted(numbers)]
