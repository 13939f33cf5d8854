"""Findings of the linter: every rule applied to a notice, less the accepted gaps."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from privacy.register.frozen.register import Register
from privacy.register.frozen.rows import AcceptedGap
from privacy.register.languages.fields import name_of
from privacy.register.statements.linting.reading import Reading
from privacy.register.statements.linting.rules import Rule, all_rules
from privacy.registry import Registry, dotted_name

_SHOWN = 6


@dataclass(frozen=True, kw_only=True)
class Found:
    """Result of a check: a short detail, and the key of the statement concerned, or an empty string.

    ``is_told``: the notice itself says openly that this is missing. Staff see it, and it stops no publication.
    """

    detail: str = ""
    statement: str = ""
    is_told: bool = False


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A rule that the notice breaks, with all details, and its accepted gap if there is one.

    ``is_told``: the notice says openly what is missing, of every detail.
    """

    rule: Rule
    details: tuple[str, ...]
    statements: frozenset[str]
    accepted: AcceptedGap | None = None
    is_told: bool = False

    @property
    def blocks(self) -> bool:
        """Whether the finding stops publications."""
        return self.rule.priority.blocks and self.accepted is None and not self.is_told

    @property
    def better(self) -> list[tuple[str, str, str]]:
        """The suggested text in each language of the site: its code, its name and the text."""
        return [(code, name, self.rule.better[code]) for code, name in settings.LANGUAGES if code in self.rule.better]

    @property
    def in_words(self) -> str:
        """The finding in one line, for staff."""
        shown = "; ".join(self.details[:_SHOWN]) + (" …" if len(self.details) > _SHOWN else "")
        return f"{self.rule.id} {self.rule.title}. {self.rule.say}" + (f" ({shown})" if shown else "")


Check = Callable[[Reading], Iterator[Found]]

# A rule may have several checks, each under its own name.
registry: Registry[tuple[str, str], Check] = Registry("check of a rule")


def finds(rule_id: str) -> Callable[[Check], Check]:
    """Register a check of a rule, for rules that need more than patterns: ``@finds("G-05")``."""

    def register(check: Check) -> Check:
        registry.add((rule_id, dotted_name(check)), check)
        return check

    return register


def findings(register: Register, today: date) -> list[Finding]:
    """Return the rules that the notice of a frozen register breaks, worst first. Reads only the register."""
    reading = Reading(register)
    answers = {gap.gap: gap for gap in register.accepted_gaps if not _is_over(gap, today)}
    broken = [
        Finding(
            rule=rule,
            details=tuple(dict.fromkeys(offence.detail for offence in seen if offence.detail)),
            statements=frozenset(offence.statement for offence in seen if offence.statement),
            accepted=answers.get(rule.id),
            is_told=all(offence.is_told for offence in seen),
        )
        for rule in all_rules().values()
        if (seen := [*_worded(rule, reading), *_checked(rule, reading)])
    ]
    return sorted(broken, key=lambda finding: (not finding.blocks, finding.rule.priority))


def open_findings(register: Register, today: date) -> list[Finding]:
    """Return the findings that stop a publication: likely infringements without an accepted gap."""
    return [finding for finding in findings(register, today) if finding.blocks]


def _is_over(answer: AcceptedGap, today: date) -> bool:
    return bool(answer.until) and str(answer.until) < today.isoformat()


def _checked(rule: Rule, reading: Reading) -> Iterator[Found]:
    for (rule_id, _name), check in registry.items():
        if rule_id == rule.id:
            yield from check(reading)


def _worded(rule: Rule, reading: Reading) -> Iterator[Found]:
    """Yield the mismatches between the notice and the patterns of a rule."""
    for language in reading.languages:
        whole = reading.whole(language)
        if rule.when_says is not None and not rule.when_says.found_in(whole, language):
            continue
        if any(phrase.knows(language) and not phrase.found_in(whole, language) for phrase in rule.must_say):
            yield Found(detail=name_of(language))
    if rule.never_say is not None:
        for passage in reading.passages:
            if match := rule.never_say.found_in(passage.source, passage.language):
                yield Found(detail=f"«{' '.join(match[0].split())}»", statement=passage.key)
