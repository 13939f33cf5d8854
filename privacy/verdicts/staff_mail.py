"""Mail to the controller and to the staff who are told of what went wrong."""

from collections.abc import Callable, Sequence

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.utils import translation

from privacy.letters.mail import AutomaticMail
from privacy.register.purposes.models import Controller
from privacy.staff_news.languages import languages_of
from privacy.verdicts.alarms import staff_to_be_told


def in_each_language(staff: Sequence[AbstractBaseUser], write: Callable[[], tuple[str, str]]) -> tuple[str, str]:
    """Return a subject and a text that are written in every language that the readers of one mail have chosen."""
    parts = []
    for language in languages_of(staff):
        with translation.override(language):
            parts.append(write())
    return " / ".join(subject for subject, _text in parts), "\n\n–––\n\n".join(text for _subject, text in parts)


def to_staff(write: Callable[[], tuple[str, str]]) -> AutomaticMail | None:
    """Return a mail to the controller and to everybody who is told of broken promises; None without an address.

    ``write`` returns its subject and text in the active language.
    """
    controller = Controller.objects.first()
    staff = list(staff_to_be_told())
    addresses = [controller.contact_email] if controller and controller.contact_email else []
    addresses += [user.email for user in staff]
    if not addresses:
        return None
    subject, text = in_each_language(staff, write)
    # Colleagues need not see each other's addresses.
    return AutomaticMail(subject, text, settings.DEFAULT_FROM_EMAIL, bcc=list(dict.fromkeys(addresses)))
