"""The languages of the administration, and which of them somebody of the staff reads."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from privacy.law.locales import languages
from privacy.register.languages.fields import site_languages
from privacy.staff_news.models import StaffPreference

SESSION_KEY = "staff_language"


def offered() -> list[str]:
    """Return the codes of the languages that the administration is translated to; those of the site come first."""
    for_staff = [code for code, _name in languages.for_staff()]
    return sorted(for_staff, key=lambda code: (_place(code), for_staff.index(code)))


def default() -> str:
    """Return the language of whoever has chosen none: the first of the site that staff can have, or else English."""
    for_staff = dict(languages.for_staff())
    return next((code for code in site_languages() if code in for_staff), languages.WRITTEN_IN)


def language_of(user: AbstractBaseUser | AnonymousUser) -> str:
    """Return the language that somebody of the staff reads."""
    chosen = StaffPreference.objects.filter(user=user.pk).values_list("language", flat=True).first()
    return chosen if chosen in offered() else default()


def languages_of(users: Iterable[AbstractBaseUser]) -> list[str]:
    """Return the languages that several people read, each once."""
    keys = [user.pk for user in users]
    chosen = dict(StaffPreference.objects.filter(user__in=keys).values_list("user", "language"))
    known = offered()
    return list(dict.fromkeys(code if (code := chosen.get(key)) in known else default() for key in keys)) or [default()]


def _place(code: str) -> int:
    codes = [code for code, _name in settings.LANGUAGES]
    return codes.index(code) if code in codes else len(codes)
