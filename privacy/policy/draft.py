"""The draft register beside what is in force."""

from dataclasses import dataclass
from datetime import datetime

from privacy.law.deadlines import local_date
from privacy.policy import differences, materiality, publishing
from privacy.policy.differences import RowDifference
from privacy.register import operations as register
from privacy.register.models import Revision
from privacy.statements import linting
from privacy.verdicts.judging import Result, judge


@dataclass(frozen=True, kw_only=True)
class Review:
    """What publishing the draft now would do, or why it cannot be done."""

    objections: list[str]
    results: list[Result]
    changes: list[RowDifference]
    gaps: list[str]
    findings: list[linting.Finding]
    material: list[materiality.Material]

    @property
    def is_publishable(self) -> bool:
        return not self.objections


def review(now: datetime) -> Review:
    """Judge the draft as a publication would, and name the rows that differ from the revision in force."""
    content = register.freeze(now=now)
    results = judge(content=content, now=now)
    publishing.settle(content, results)
    _texts, objections = publishing.texts_or_reasons(content, results, now)
    latest = Revision.objects.newest_first().first()
    changes = differences.between(latest.content if latest else {}, content)
    findings = linting.findings(content, local_date(now))
    return Review(
        objections=objections,
        results=results,
        changes=changes,
        gaps=register.gaps(),
        findings=findings,
        material=materiality.between(latest.content, content) if latest else [],
    )
