"""Review of the draft register against the revision in force: by a worker, as rendering and linting take seconds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy.law.deadlines import local_date
from privacy.policy import announcing, differences, lone_changes, materiality, publishing
from privacy.policy.differences import RowDifference
from privacy.policy.lone_changes import LoneChange
from privacy.register import operations
from privacy.register.frozen.codec import plain, read
from privacy.register.frozen.register import Register, serialize
from privacy.register.frozen.rows import AcceptedGap
from privacy.register.languages.fields import in_language
from privacy.register.models import Revision
from privacy.register.promises import registry as promises
from privacy.register.promises.enums import VerdictKind
from privacy.register.promises.models import PromiseVerdict
from privacy.register.promises.registry import Verdict, unproven
from privacy.register.statements import choosing, linting, rendering
from privacy.register.statements.errors import UnrenderablePolicy
from privacy.register.statements.linting.rules import all_rules
from privacy.runs import operations as runs
from privacy.runs.background import Note, staff_work
from privacy.runs.models import StaffRun
from privacy.staff.consequences import MailPreview
from privacy.verdicts.judging import Result, proven

KIND = "review"


@dataclass(frozen=True, kw_only=True)
class StoredFinding:
    """A finding of the linter, its rule by id."""

    rule: str
    details: tuple[str, ...] = ()
    statements: tuple[str, ...] = ()
    accepted: AcceptedGap | None = None
    is_told: bool = False

    @property
    def finding(self) -> linting.Finding:
        return linting.Finding(
            rule=all_rules()[self.rule],
            details=self.details,
            statements=frozenset(self.statements),
            accepted=self.accepted,
            is_told=self.is_told,
        )


@dataclass(frozen=True, kw_only=True)
class Review:
    """What publishing the draft would change, and what in the draft itself stands in the way, in one language.

    ``lone`` are its texts that changed in some languages alone; ``material`` is what people will be told, ``told``
    how many of them by letter, ``letters`` the very letters.
    """

    objections: tuple[str, ...] = ()
    changes: tuple[RowDifference, ...] = ()
    lone: tuple[LoneChange, ...] = ()
    stored_findings: tuple[StoredFinding, ...] = ()
    material: tuple[str, ...] = ()
    told: int = 0
    letters: tuple[MailPreview, ...] = ()

    @property
    def findings(self) -> list[linting.Finding]:
        return [stored.finding for stored in self.stored_findings]


@dataclass(frozen=True, kw_only=True)
class Draft:
    """The draft as a page of staff looks at it, with its promises by their last verdicts.

    ``content`` is what is frozen of it, and ``digest`` identifies it. ``doubts`` are the objections that the last
    verdicts give; a publication checks anew. ``objections`` are those of rows that are not part of the frozen register.
    """

    register: Register
    content: Mapping[str, Any]
    digest: str
    results: list[Result]
    checked_at: datetime | None
    objections: list[str]
    doubts: list[str]

    def key(self, now: datetime) -> dict[str, Any]:
        """Return all that a review of this draft depends on, besides its language."""
        latest = Revision.objects.newest_first().values_list("number", flat=True).first()
        checked_at = self.checked_at.isoformat() if self.checked_at else ""
        return {"draft": self.digest, "revision": latest, "checked": checked_at, "day": local_date(now).isoformat()}


def look(now: datetime) -> Draft:
    """Return the draft, without rendering it."""
    frozen = operations.freeze(now=now)
    content = serialize(frozen)
    results, checked_at = last_results()
    settled = choosing.settled(frozen, proven(results))
    return Draft(
        register=settled,
        content=content,
        digest=operations.digest(content),
        results=results,
        checked_at=checked_at,
        objections=publishing.objections_of_sections(),
        doubts=publishing.objections_of_promises(settled, results),
    )


def review(now: datetime) -> Review:
    """Render and lint the draft, and compare it with the revision in force, in the active language."""
    return _review(look(now).register, now)


def _review(draft: Register, now: datetime) -> Review:
    latest = Revision.objects.newest_first().first()
    content, before = serialize(draft), latest.content if latest else {}
    material = materiality.between(latest.register, draft) if latest else []
    announcement = announcing.drafted(material, latest) if latest and material else None
    told = announcing.count_told(announcement) if announcement else 0
    return Review(
        objections=tuple(publishing.objections_of_draft(draft, now) or _unrenderable(draft)),
        changes=tuple(differences.between(before, content)),
        lone=tuple(lone_changes.between(before, content)),
        stored_findings=tuple(map(_stored, linting.findings(draft, local_date(now)))),
        told=told,
        letters=tuple(announcing.example_letters(announcement)) if announcement and told else (),
        material=tuple(f"{in_language(change.title)}: {change.kind.label}" for change in material),
    )


@staff_work(
    KIND,
    title=gettext_lazy("Look over the draft"),
    url_name="admin:privacy_revision_publish",
    if_stopped=gettext_lazy("The draft is as it was."),
)
def look_over(*, run: StaffRun, note: Note, now: datetime) -> list[str]:
    """Store a review of the draft as it is now, with all that it depends on, for the page that asked."""
    draft = look(now)
    runs.keep_result(run_id=run.pk, result={"of": draft.key(now), "review": plain(_review(draft.register, now))})
    return []


def stored_review(result: Mapping[str, Any], draft: Draft, now: datetime) -> Review | None:
    """Return a review as ``look_over`` stored it, or None if it is of another draft."""
    return read(Review, result["review"]) if result.get("of") == draft.key(now) else None


def _stored(finding: linting.Finding) -> StoredFinding:
    return StoredFinding(
        rule=finding.rule.id,
        details=finding.details,
        statements=tuple(sorted(finding.statements)),
        accepted=finding.accepted,
        is_told=finding.is_told,
    )


def last_results() -> tuple[list[Result], datetime | None]:
    """Return the last verdict on every promise, and when the oldest of them was reached."""
    stored = {verdict.promise: verdict for verdict in PromiseVerdict.objects.latest_of_each()}
    not_yet = unproven("-", _("Nobody has checked it yet; a publication does."))
    results = [
        Result(promise=name, verdict=_verdict(stored[name]) if name in stored else not_yet)
        for name in promises.all_promises()
    ]
    times = [stored[result.promise].checked_at for result in results if result.promise in stored]
    return results, min(times, default=None)


def _verdict(stored: PromiseVerdict) -> Verdict:
    return Verdict(kind=VerdictKind(stored.kind), figure=stored.figure_here(), reason=stored.reason_here())


def _unrenderable(draft: Register) -> list[str]:
    try:
        rendering.texts(draft)
    except UnrenderablePolicy as error:
        return [str(error)]
    return []
