"""Review of the draft register against the revision in force."""

from dataclasses import dataclass
from datetime import datetime

from privacy.frozen.register import serialize
from privacy.law.deadlines import local_date
from privacy.policy import announcing, differences, materiality, publishing
from privacy.policy.differences import RowDifference
from privacy.register import operations
from privacy.register.models import Revision
from privacy.statements import choosing, linting
from privacy.verdicts.judging import Result, judge, proven


@dataclass(frozen=True, kw_only=True)
class Review:
    """The changes that publishing the draft would make, and the objections to it."""

    objections: list[str]
    results: list[Result]
    changes: list[RowDifference]
    gaps: list[str]
    findings: list[linting.Finding]
    material: list[materiality.Material]
    digest: str
    told: int

    @property
    def is_publishable(self) -> bool:
        return not self.objections


def digest(now: datetime) -> str:
    """Return the hash of the draft as it stands, which tells whether it is still what somebody looked at."""
    return operations.digest(serialize(operations.freeze(now=now)))


def review(now: datetime) -> Review:
    """Check the draft as a publication does, and compare it with the revision in force."""
    draft = operations.freeze(now=now)
    seen = operations.digest(serialize(draft))
    results = judge(register=draft, now=now)
    draft = choosing.settled(draft, proven(results))
    _texts, objections = publishing.texts_or_reasons(draft, results, now)
    latest = Revision.objects.newest_first().first()
    changes = differences.between(latest.content if latest else {}, serialize(draft))
    findings = linting.findings(draft, local_date(now))
    material = materiality.between(latest.register, draft) if latest else []
    return Review(
        digest=seen,
        told=announcing.count_told(material),
        objections=objections,
        results=results,
        changes=changes,
        gaps=operations.gaps(),
        findings=findings,
        material=material,
    )
