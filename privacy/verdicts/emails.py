"""Mail to staff about broken promises."""

from collections.abc import Iterable

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from privacy.conf import privacy_settings
from privacy.letters.mail import AutomaticMail
from privacy.register.languages.fields import in_language
from privacy.register.promises import catalogue
from privacy.register.promises.models import PromiseVerdict
from privacy.staff_news.languages import language_of
from privacy.verdicts.models import PromiseAlarm


def alarm(promise_alarm: PromiseAlarm, verdicts: Iterable[PromiseVerdict]) -> AutomaticMail:
    """Return the mail to one member of staff that lists the broken promises with the reasons."""
    with translation.override(language_of(promise_alarm.staff)):
        broken = [(verdict, _words(verdict.promise)) for verdict in verdicts]
        subject = ngettext("A promise is broken", "%(count)d promises are broken", len(broken)) % {"count": len(broken)}
        page = f"{privacy_settings().base_url}{reverse('admin:privacy_promises')}"
        text = render_to_string("admin/privacy/promises/alarm.txt", {"broken": broken, "page": page})
    return AutomaticMail(subject, text, settings.DEFAULT_FROM_EMAIL, [promise_alarm.staff.email])


def _words(promise: str) -> str:
    known = catalogue.all_promises().get(promise)
    return in_language(known.text) if known else promise
