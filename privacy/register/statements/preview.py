"""Preview of an unsaved statement: its rendered text, linter findings and changes. Nothing is stored."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from privacy.law.deadlines import local_date
from privacy.register import in_force
from privacy.register.frozen.register import Register
from privacy.register.frozen.rows import PROMISED, Statement
from privacy.register.operations import freeze
from privacy.register.promises.enums import VerdictKind
from privacy.register.promises.models import PromiseVerdict
from privacy.register.statements import choosing, linting, notice, rendering, text_differences
from privacy.register.statements.errors import UnrenderablePolicy
from privacy.register.statements.linting.findings import Finding
from privacy.register.statements.text_differences import Stretch


@dataclass(frozen=True, kw_only=True)
class InLanguage:
    """The passage and the whole policy in one language, and the difference from the passage in force.

    ``unpublished`` is the statement's main text if another text, or none, would be published; empty otherwise.
    """

    code: str
    name: str
    html: str
    unpublished: str
    whole: str
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, kw_only=True)
class Preview:
    """Preview of a statement for staff. ``verdicts`` are the latest stored verdicts on its promises."""

    chosen: str
    languages: list[InLanguage]
    verdicts: list[PromiseVerdict]
    unchecked: list[str]
    unmet: list[str]
    gone: list[str]
    missing: list[str]
    findings: list[Finding]
    error: str = ""


def preview(*, statement: Statement, now: datetime) -> Preview:
    """Return the preview of an unsaved statement, as part of the draft."""
    draft = freeze(now=now)
    draft = draft.with_statements(_with(draft.statements, statement))
    latest = {verdict.promise: verdict for verdict in PromiseVerdict.objects.latest_of_each()}
    # A publication runs every check again. That takes seconds, so the preview uses the latest verdicts.
    register = choosing.settled(draft, {name for name, verdict in latest.items() if verdict.kind == VerdictKind.KEPT})
    row = next(candidate for candidate in register.statements if candidate.key == statement.key)
    return Preview(
        chosen=row.published,
        languages=[_in(code, name, row, register) for code, name in settings.LANGUAGES],
        verdicts=[latest[name] for name in row.promises if name in latest],
        unchecked=[name for name in row.promises if name not in latest],
        unmet=notice.unmet(row, register),
        gone=[name for key, name in notice.gone(register) if key == row.key],
        missing=[name for code, name in settings.LANGUAGES if not row.text.get(code, "").strip()],
        findings=[
            finding
            for finding in linting.findings(register, local_date(now))
            if row.key in finding.statements or not finding.statements
        ],
        error=_error(register),
    )


def _with(statements: tuple[Statement, ...], new: Statement) -> tuple[Statement, ...]:
    """Return the statements with a new one, in place of its stored version or at the end of its section."""
    if any(statement.key == new.key for statement in statements):
        return tuple(new if statement.key == new.key else statement for statement in statements)
    last = [number for number, statement in enumerate(statements, start=1) if statement.section == new.section]
    place = last[-1] if last else len(statements)
    return (*statements[:place], new, *statements[place:])


def _in(code: str, name: str, row: Statement, register: Register) -> InLanguage:
    with translation.override(code):
        html = _passage(row, register, code)
        unpublished = "" if row.is_promise else _passage(replace(row, published=PROMISED), register, code)
        before = _passage_in_force(row.key, code)
    return InLanguage(
        code=code,
        name=name,
        html=html,
        unpublished=unpublished,
        whole=_whole(register, code),
        stretches=text_differences.between(before, html),
    )


def _passage(row: Statement, register: Register, code: str) -> str:
    if not row.is_shown:
        return ""
    try:
        return rendering.passage(row, register, code)
    except UnrenderablePolicy as error:
        return f"<p>{error}</p>"


def _passage_in_force(key: str, code: str) -> str:
    published = in_force.register()
    row = next((statement for statement in published.statements if statement.key == key), None)
    return _passage(row, published, code) if row else ""


def _whole(register: Register, code: str) -> str:
    try:
        return rendering.render(register, code)
    except UnrenderablePolicy as error:
        return f"<p>{error}</p>"


def _error(register: Register) -> str:
    try:
        rendering.render(register, settings.LANGUAGE_CODE)
    except UnrenderablePolicy as error:
        return str(error)
    return "" if register.statements else _("The policy has no statement.")
