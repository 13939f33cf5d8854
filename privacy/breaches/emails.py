"""E-mails about breaches, to staff and to the people affected."""

from collections.abc import Mapping
from email.utils import formataddr, parseaddr

from django.conf import settings
from django.contrib.auth import get_user_model
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from privacy.breaches import queries
from privacy.breaches.models import Breach, BreachAlarm
from privacy.conf import privacy_settings
from privacy.letters.layout import sign
from privacy.letters.mail import AutomaticMail
from privacy.register.languages.fields import in_language
from privacy.register.purposes.queries import current_controller
from privacy.verdicts.staff_mail import in_each_language


def breach_told(breach: Breach, contact: queries.BreachContact) -> AutomaticMail:
    """Return the letter to a person: event, likely consequences, measures and contact point (Art. 34(2))."""
    with translation.override(contact.language):
        facts = {
            "what": in_language(breach.told_what),
            "consequences": in_language(breach.told_consequences),
            "measures": in_language(breach.told_measures),
            "contact": queries.contact_point(breach),
        }
        subject = _("Important: a breach of security concerns your data")
        reason = _("You get this because we hold data about you, and the law says that you are to be told.")
        return _letter(subject, sign(_text("breach", facts), reason), [contact.address])


def breach_alarm(alarm: BreachAlarm) -> AutomaticMail | None:
    """Return the warning to all staff, with a link to the breach and no details of it; None without recipients."""
    users = list(get_user_model().objects.filter(is_staff=True, is_active=True).exclude(email="").order_by("email"))
    if not users:
        return None
    breach = alarm.breach
    page = privacy_settings().base_url + reverse("admin:privacy_breach_change", args=[breach.pk])

    def write() -> tuple[str, str]:
        subject = (
            _("Breach: the 72 hours are over")
            if alarm.hours_left == 0
            else _("Breach: %(hours)d hours left to notify the authority") % {"hours": alarm.hours_left}
        )
        if breach.is_drill:
            subject = _("EXERCISE: %(subject)s") % {"subject": subject}
        facts = {"page": page, "due_at": breach.due_at, "is_drill": breach.is_drill}
        return subject, _text("breach_alarm", facts)

    return _letter(*in_each_language(users, write), [user.email for user in users])


def _text(template: str, facts: Mapping[str, object]) -> str:
    context = {**facts, "controller": current_controller(), "site": privacy_settings().base_url}
    return render_to_string(f"privacy/mail/{template}.txt", context)


def _letter(subject: str, text: str, addresses: list[str]) -> AutomaticMail:
    who = current_controller()
    name, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    reply_to = [who.contact_email] if who.contact_email else None
    return AutomaticMail(subject, text, formataddr((name or who.name, sender)), addresses, reply_to=reply_to)
