"""The letter to staff about unusually much through public forms."""

from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from privacy.conf import privacy_settings
from privacy.intake.limits.alarms import ALARM_LETTER
from privacy.intake.limits.figures import limit_figures
from privacy.letters.composers import composes
from privacy.letters.mail import AutomaticMail
from privacy.verdicts.staff_mail import to_staff


@composes(ALARM_LETTER)
def limits_alarm(_letter_id: UUID, now: datetime) -> AutomaticMail | None:
    """Tell staff how much is held back: figures, and nobody's address."""
    figures = limit_figures(now)
    page = privacy_settings().base_url + reverse("admin:index")

    def write() -> tuple[str, str]:
        text = _(
            "In the last hour the limits of the public forms held back %(held)s mails and refused %(refused)s posts. "
            "%(waiting)s mails wait.\n\n"
            "Every request is recorded. Mails about rights leave later by themselves; other mails leave when somebody "
            "of the same network confirms, or when you let them leave. You get no further mail about this until it "
            "has been quiet for an hour.\n\n%(page)s"
        ) % {"held": figures.held, "refused": figures.refused, "waiting": figures.waiting, "page": page}
        return _("Unusually much through the forms"), text

    return to_staff(write)
