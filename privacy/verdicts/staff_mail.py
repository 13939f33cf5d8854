"""Mail to the controller and to the staff who are told of what went wrong."""

from django.conf import settings

from privacy.letters.mail import AutomaticMail
from privacy.purposes.models import Controller
from privacy.verdicts.alarms import staff_to_be_told


def to_staff(subject: str, text: str) -> AutomaticMail | None:
    """Return a mail to the controller and to everybody who is told of broken promises; None without an address."""
    controller = Controller.objects.first()
    addresses = [controller.contact_email] if controller and controller.contact_email else []
    addresses += [user.email for user in staff_to_be_told()]
    if not addresses:
        return None
    # Colleagues need not see each other's addresses.
    return AutomaticMail(subject, text, settings.DEFAULT_FROM_EMAIL, bcc=list(dict.fromkeys(addresses)))
