"""Add rows to the draft from the texts that the linter suggests."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import translation

from privacy.law.deadlines import local_date
from privacy.policy.errors import NothingToStartFrom
from privacy.register.languages.fields import in_language, site_languages
from privacy.register.languages.translations import is_translated
from privacy.register.operations import freeze
from privacy.register.purposes.models import Purpose
from privacy.register.statements import linting
from privacy.register.statements.linting.rules import Rule, all_rules
from privacy.register.statements.models import Statement
from privacy.web import pages

_HEADING = "## "
_PAGE = re.compile(r"\{page:([a-z]+)\}")


@transaction.atomic
def statement_from(*, rule_id: str) -> Statement:
    """Return the statement with a rule's suggested text; add it to the draft, last in its section, if it is missing.

    Raises ``NothingToStartFrom`` if there is no such rule.
    """
    rule = _rule(rule_id)
    key = _key(rule)
    there = Statement.objects.filter(key=key).first()
    if there is not None:
        return there
    is_first = not Statement.objects.filter(section=rule.section).exists()
    # The last number of all sections is enough: the policy shows a section at its first statement.
    order = (Statement.objects.aggregate(last=Max("order"))["last"] or 0) + 1
    text = {
        code: _with_addresses(_fitting(words, rule.heading[code], is_first=is_first), code)
        for code, words in _for_site(rule.better).items()
    }
    statement = Statement(key=key, section=rule.section, order=order, text=text, conditions=list(rule.conditions))
    statement.full_clean()
    statement.save()
    return statement


@transaction.atomic
def begin_all(*, now: datetime) -> list[Statement]:
    """Add a statement for every missing passage, in the order of a new policy; return the new statements."""
    begun: list[Statement] = []
    # Repeated: in an empty notice the linter misses few passages; most rules apply only once there is some text.
    while wanted := not_begun(linting.findings(freeze(now=now), local_date(now))):
        begun += [statement_from(rule_id=rule.id) for rule in wanted]
    _put_in_order(begun)
    return begun


def _put_in_order(begun: list[Statement]) -> None:
    """Sort statements by the place of their section, reusing their numbers; keep the order within a section."""
    places = {rule.section: rule.place for rule in all_rules().values()}
    numbers = sorted(statement.order for statement in begun)
    for number, statement in zip(
        numbers, sorted(begun, key=lambda draft: (places[draft.section], draft.order)), strict=True
    ):
        statement.order = number
        statement.save(update_fields=["order"])


def not_begun(findings: Iterable[linting.Finding]) -> list[Rule]:
    """Return the rules whose passage is missing in the notice and has no statement in the draft yet."""
    keys = set(Statement.objects.values_list("key", flat=True))
    missing = [finding.rule for finding in findings if finding.rule.is_passage and _key(finding.rule) not in keys]
    return sorted(missing, key=lambda rule: (rule.place, "{table:" not in in_language(rule.better)))


def purpose_from(*, rule_id: str) -> Purpose:
    """Return the purpose that a rule suggests; add it to the draft if it is missing.

    Raises ``NothingToStartFrom`` if the rule suggests no purpose.
    """
    rule = _rule(rule_id)
    if not rule.purpose:
        raise NothingToStartFrom
    there = Purpose.objects.filter(key=rule.purpose["key"]).first()
    if there is not None:
        return there
    order = (Purpose.objects.aggregate(last=Max("order"))["last"] or 0) + 1
    values = {name: _for_site(value) if is_translated(value) else value for name, value in rule.purpose.items()}
    purpose = Purpose(order=order, **values)
    purpose.full_clean()
    purpose.save()
    return purpose


def _key(rule: Rule) -> str:
    return f"from-{rule.id.lower()}"


def _rule(rule_id: str) -> Rule:
    try:
        return all_rules()[rule_id]
    except KeyError as missing:
        raise NothingToStartFrom from missing


def _for_site(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the texts in the languages of the site; all of them if it has none of these."""
    return {code: texts[code] for code in site_languages() if code in texts} or dict(texts)


def _with_addresses(text: str, language: str) -> str:
    """Fill in the addresses of pages, such as ``{page:choices}``, in a language."""
    with translation.override(language):
        return _PAGE.sub(lambda match: pages.path_to(match[1]), text)


def _fitting(words: str, heading: str, *, is_first: bool) -> str:
    """Add the heading to the first passage of a section, and remove it from later passages."""
    has_heading = words.startswith(_HEADING)
    if is_first:
        return words if has_heading else f"{_HEADING}{heading}\n\n{words}"
    return words.partition("\n\n")[2] if has_heading else words
