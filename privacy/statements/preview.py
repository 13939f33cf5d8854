"""How a statement that somebody is writing would read, what it lacks, and what it changes; nothing is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from privacy.law.deadlines import local_date
from privacy.promises.enums import VerdictKind
from privacy.promises.models import PromiseVerdict
from privacy.register import in_force
from privacy.register import operations as register
from privacy.statements import linting, notice, text_differences
from privacy.statements import rendering as policy
from privacy.statements.errors import UnrenderablePolicy
from privacy.statements.linting.findings import Finding
from privacy.statements.notice import Row
from privacy.statements.text_differences import Stretch


@dataclass(frozen=True, kw_only=True)
class InLanguage:
    """The passage and the whole policy in one language, and how the passage differs from what is in force.

    ``unpublished`` is the text itself where something else would be published in its place, or nothing.
    """

    code: str
    name: str
    html: str
    unpublished: str
    whole: str
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What staff see beside a statement while they write it. Verdicts are the last that were reached."""

    chosen: str
    languages: list[InLanguage]
    verdicts: list[PromiseVerdict]
    unchecked: list[str]
    unmet: list[str]
    gone: list[str]
    missing: list[str]
    findings: list[Finding]
    error: str = ""


def preview(*, statement: Mapping[str, Any], now: datetime) -> Preview:
    """Put a statement as it is being written into the draft, and read that."""
    content = register.freeze(now=now)
    _put(content, dict(statement))
    latest = {one.promise: one for one in PromiseVerdict.objects.latest_of_each()}
    _settle(content, latest)
    row = next(one for one in content["privacy"]["statements"] if one["key"] == statement["key"])
    promised = row["promises"]
    return Preview(
        chosen=row["published"],
        languages=[_in(code, name, row, content) for code, name in settings.LANGUAGES],
        verdicts=[latest[name] for name in promised if name in latest],
        unchecked=[name for name in promised if name not in latest],
        unmet=notice.unmet(row, content),
        gone=[name for key, name in notice.gone(content) if key == row["key"]],
        missing=[name for code, name in settings.LANGUAGES if not row["text"].get(code, "").strip()],
        findings=[
            one
            for one in linting.findings(content, local_date(now))
            if row["key"] in one.statements or not one.statements
        ],
        error=_error(content),
    )


def _put(content: dict[str, Any], statement: dict[str, Any]) -> None:
    statements = content["privacy"]["statements"]
    place = next((number for number, one in enumerate(statements) if one["key"] == statement["key"]), None)
    if place is not None:
        statements[place] = statements[place] | statement
        return
    last = [number for number, one in enumerate(statements, start=1) if one["section"] == statement["section"]]
    statements.insert(last[-1] if last else len(statements), statement)


def _settle(content: dict[str, Any], latest: Mapping[str, PromiseVerdict]) -> None:
    """Choose texts as a publication would, by the last verdicts: asking every check anew takes seconds."""
    for one in content["privacy"]["statements"]:
        is_kept = all(name in latest and latest[name].kind == VerdictKind.KEPT for name in one["promises"])
        is_met = not notice.unmet(one, content)
        if is_kept and is_met:
            one["published"] = "text"
        elif one["otherwise"]:
            one["published"] = "otherwise"
        else:
            one["published"] = "text" if is_met else notice.LEFT_OUT


def _in(code: str, name: str, row: Row, content: dict[str, Any]) -> InLanguage:
    with translation.override(code):
        html = _passage(row, content, code)
        unpublished = "" if row["published"] == "text" else _passage({**row, "published": "text"}, content, code)
        before = _passage_in_force(str(row["key"]), code)
    return InLanguage(
        code=code,
        name=name,
        html=html,
        unpublished=unpublished,
        whole=_whole(content, code),
        stretches=text_differences.between(before, html),
    )


def _passage(row: Row, content: Mapping[str, Any], code: str) -> str:
    if not notice.is_shown(row):
        return ""
    try:
        return policy.passage(row, content, code)
    except UnrenderablePolicy as error:
        return f"<p>{error}</p>"


def _passage_in_force(key: str, code: str) -> str:
    snapshot = in_force.current()
    rows = snapshot.content["privacy"]["statements"] if snapshot else []
    row = next((one for one in rows if one["key"] == key), None)
    return _passage(row, snapshot.content, code) if row is not None and snapshot is not None else ""


def _whole(content: dict[str, Any], code: str) -> str:
    try:
        return policy.render(content, code)
    except UnrenderablePolicy as error:
        return f"<p>{error}</p>"


def _error(content: dict[str, Any]) -> str:
    try:
        policy.render(content, settings.LANGUAGE_CODE)
    except UnrenderablePolicy as error:
        return str(error)
    return "" if content["privacy"]["statements"] else _("The policy has no statement.")
