"""What notifying, telling and closing a breach do."""

from collections import Counter

from django.conf import settings
from django.utils.translation import gettext as _

from privacy.breaches import emails, queries
from privacy.breaches.models import Breach
from privacy.breaches.queries import BreachContact
from privacy.staff.consequences import Consequences, MailPreview


def of_notifying(breach: Breach, *, is_complete: bool) -> Consequences:
    """Return what recording a notification as sent does."""
    missing = queries.missing_for_authority(breach)
    lines = [
        _("It is noted that the authority was notified now. The clock of 72 hours stops, and that is not taken back."),
        _("Nothing is sent from here: send the notification first."),
    ]
    if is_complete:
        lines.append(_("Nothing more is to follow."))
    else:
        lines.append(_("What is missing must follow: %(items)s") % {"items": "; ".join(missing) or "–"})
    return Consequences(lines=tuple(lines), lost=tuple(missing) if is_complete else ())


def of_telling(breach: Breach, groups: list[str]) -> Consequences:
    """Return who gets the letter about a breach, and the letter in each language."""
    known = {contact.address for row in breach.recipients.all() if (contact := queries.find_contact(row))}
    new = [contact for contact in queries.find_contacts(groups) if contact.address not in known]
    names, people = dict(settings.LANGUAGES), Counter(contact.language for contact in new)
    told = [f"{names.get(code, code)}: {count}" for code, count in sorted(people.items())]
    if known:
        told.append(_("%(count)s have had it before and get no second.") % {"count": len(known)})
    line = _("EXERCISE: people are counted, and nobody is written to.") if breach.is_drill else ""
    return Consequences(
        lines=(line or _("The letters leave at once, and cannot be called back."),),
        told=tuple(told) or (_("Nobody: everybody in these groups has had it."),),
        mails=tuple(_letter(breach, code, names.get(code, code)) for code in sorted(people)),
    )


def of_closing(breach: Breach) -> Consequences:
    """Return what closing a breach does."""
    return Consequences(
        lines=(
            _("Nothing of it can be changed afterwards. It is kept for its period, and then deleted."),
            _("No mail leaves."),
        ),
        lost=tuple(queries.still_to_do(breach)),
    )


def _letter(breach: Breach, code: str, language: str) -> MailPreview:
    contact = BreachContact(model="", row="", address="", language=code)
    message = emails.breach_told(breach, contact)
    return MailPreview(to=language, language=code, subject=str(message.subject), text=str(message.body))
