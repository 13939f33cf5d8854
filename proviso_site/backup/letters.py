"""Letters to staff about restores and backups; the addresses are read when a letter is sent."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from privacy.letters.composers import composes
from privacy.letters.mail import AutomaticMail
from privacy.verdicts.staff_mail import to_staff
from proviso_site.backup import records
from proviso_site.backup.losses import REPORT_LETTER
from proviso_site.backup.records import PROBLEM_WORDS
from proviso_site.backup.reports import last_report
from proviso_site.backup.schedule import ALARM_LETTER


@composes(REPORT_LETTER)
def restore_report(_letter_id: UUID, now: datetime) -> AutomaticMail | None:
    """Tell staff what was newer than the backup: counts and references, nothing about anybody."""
    report = last_report()
    if report is None:
        return None

    def write() -> tuple[str, str]:
        lines = [
            _("%(count)s %(what)s, %(taken)s of them taken over or asked again%(named)s")
            % {
                "count": loss.count,
                "what": loss.title,
                "taken": loss.taken,
                "named": f": {', '.join(loss.references)}" if loss.references else "",
            }
            for loss in report.losses
        ]
        lines += [_("Could not be read: %s. Nobody knows what was lost of it.") % what for what in report.unreadable]
        text = _(
            "The site was restored from a backup of %(backup)s.\n\nNewer than the backup:\n%(lines)s\n\n"
            "What was taken over waits where it always does. Requests that were approved and not finished wait for a "
            "new approval. docs/operating.md says the rest."
        ) % {"backup": report.backup, "lines": "\n".join(f"- {line}" for line in lines) or f"- {_('nothing')}"}
        return _("The site was restored from a backup"), text

    return to_staff(write)


@composes(ALARM_LETTER)
def backup_alarm(_letter_id: UUID, now: datetime) -> AutomaticMail | None:
    """Tell staff that the last good backup or drill is too old; None when it no longer is."""
    problems = records.problems(now)
    if not problems:
        return None

    def write() -> tuple[str, str]:
        lines = "\n".join(f"- {PROBLEM_WORDS[problem]}" for problem in problems)
        text = _("%(lines)s.\n\nIf the database were lost now, so would be everything since the last good backup.")
        return _("The backups need somebody"), text % {"lines": lines}

    return to_staff(write)
