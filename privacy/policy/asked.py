"""What a member of staff saw and said when asking for a publication."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from privacy.journal import operations as journal
from privacy.policy import lone_changes
from privacy.policy.errors import PublicationRefused
from privacy.policy.models import TranslationCheck
from privacy.register import operations as register
from privacy.register.frozen.register import Register, serialize
from privacy.register.models import Revision
from privacy.register.purposes.operations import confirm_supplies
from privacy.retention.queries import retention_end_or
from privacy.runs import operations as runs
from privacy.runs.enums import RunState
from privacy.runs.models import StaffRun

CHECK_RULE = "promises.answer"
_WITHOUT_A_RULE = timedelta(days=730)


def details(*, draft: str, same: list[str]) -> dict[str, Any]:
    """Return what a run of a publication stores: the hash of the draft that was shown, and the ticked texts."""
    return {"draft": draft, "same": same}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A publication that staff asked for: bound to the draft that was shown, and to the texts that were ticked."""

    run: StaffRun

    def refuse_other_draft(self, draft: Register) -> None:
        """Raise ``PublicationRefused`` unless this is the draft that was shown."""
        if register.digest(serialize(draft)) != self.run.details["draft"]:
            changed = _("The draft has changed since you looked at it. Look at what changes now, and publish again.")
            raise PublicationRefused([changed])

    def objections(self, latest: Revision | None, content: dict[str, Any]) -> list[str]:
        """Return an objection for each text that changed in some languages alone and was not ticked."""
        same = set(self.run.details["same"])
        return [
            _("“%(text)s” (%(field)s) changed in %(languages)s alone. Tick that the rest say the same, or change them.")
            % {
                "text": change.title,
                "field": change.field,
                "languages": ", ".join(text.language for text in change.changed),
            }
            for change in self._lone(latest, content)
            if change.id not in same
        ]

    def put_in_force(self, revision: Revision, latest: Revision | None, now: datetime) -> None:
        """Store who said that the other languages say the same still, and end the run."""
        changes = self._lone(latest, revision.content)
        retain_until = retention_end_or(CHECK_RULE, self.run.asked_at, without_a_rule=_WITHOUT_A_RULE)
        TranslationCheck.objects.bulk_create(
            TranslationCheck(
                revision=revision.number,
                text=change.id,
                title=f"{change.title}: {change.field}"[:200],
                changed=[text.code for text in change.changed],
                unchanged=[text.code for text in change.others],
                checked_by=self.run.asked_by,
                checked_at=self.run.asked_at,
                retain_until=retain_until,
            )
            for change in changes
        )
        if changes:
            facts: dict[str, journal.Fact | list[journal.Fact]] = {
                "staff": self.run.asked_by_id,
                "texts": [change.id for change in changes],
            }
            journal.append(stream="register", event="translations.same", facts=facts, now=now, revision=revision.number)
        if self.run.asked_by is not None:
            own = revision.content["privacy"]["controller"].get("runs_itself", ())
            confirm_supplies(supplies=own, by=self.run.asked_by, now=now)
        self._end(_("Revision %(number)s is in force.") % {"number": revision.number}, now)

    def nothing_changed(self, latest: Revision, now: datetime) -> None:
        """End the run of a draft that equals the revision in force."""
        self._end(_("The draft equals revision %(number)s, which is in force.") % {"number": latest.number}, now)

    def _end(self, words: str, now: datetime) -> None:
        runs.finish(run_id=self.run.pk, state=RunState.DONE, words=[words], now=now)

    def _lone(self, latest: Revision | None, content: dict[str, Any]) -> list[lone_changes.LoneChange]:
        return lone_changes.between(latest.content, content) if latest else []
