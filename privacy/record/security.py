"""Security measures that the program can detect in its own installation (GDPR Art. 30(1)(g), 32; LAW A-08).

A missing measure is listed as not in place. Measures outside the program, such as locked doors, are not included.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import get_hasher
from django.db import connection
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from privacy.journal.models import JournalEntry
from privacy.register.promises.models import PromiseVerdict
from privacy.retention.models import RetentionRun

_TRIGGERS = ("privacy_journalentry_append_only", "privacy_journalentry_chain", "privacy_journalentry_no_truncate")
_ON = "A"  # ENABLE ALWAYS: fires also in a session with session_replication_role = replica


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A security measure: whether it is in place, and the detected facts, in the active language."""

    title: str
    fact: str
    is_there: bool = True


def measures() -> list[Measure]:
    """Return every measure that the program can detect, in the active language."""
    return [*_transport(), *_pages(), *_logins(), *_at_rest(), *_evidence()]


def _transport() -> Iterator[Measure]:
    hsts = timedelta(seconds=settings.SECURE_HSTS_SECONDS).days
    is_forced = settings.SECURE_SSL_REDIRECT and settings.SESSION_COOKIE_SECURE
    fact = _("Every page is asked for over TLS, and cookies are sent over TLS only.")
    if not is_forced:
        fact = _("This installation does not force TLS.")
    yield Measure(title=_("Encryption on the way"), fact=fact, is_there=bool(is_forced))
    fact = _("Browsers are told to use TLS only for %(days)d days.") % {"days": hsts} if hsts else _("Not switched on.")
    yield Measure(title=_("Strict Transport Security"), fact=fact, is_there=bool(hsts))


def _pages() -> Iterator[Measure]:
    directives = getattr(settings, "CONTENT_SECURITY_POLICY", {}).get("DIRECTIVES", {})
    scripts = " ".join(str(directive) for directive in directives.get("script-src", ()))
    is_strict = bool(scripts) and "unsafe" not in scripts
    fact = _("Scripts run only from: %(sources)s, and from the services that a visitor said yes to; none inline.")
    yield Measure(
        title=_("Content Security Policy"),
        fact=fact % {"sources": scripts} if is_strict else _("Not strict, or missing."),
        is_there=is_strict,
    )
    headers = [settings.X_FRAME_OPTIONS, settings.SECURE_REFERRER_POLICY, settings.SECURE_CROSS_ORIGIN_OPENER_POLICY]
    yield Measure(
        title=_("Headers"),
        fact=_("Frames, referrers and other windows: %(values)s.") % {"values": ", ".join(map(str, headers))},
        is_there=all(headers),
    )


def _logins() -> Iterator[Measure]:
    validators: Any = settings.AUTH_PASSWORD_VALIDATORS
    lengths = [validator.get("OPTIONS", {}).get("min_length", 0) for validator in validators]
    shortest = max(lengths, default=0)
    yield Measure(
        title=_("Passwords"),
        fact=_("Kept as %(algorithm)s hashes; at least %(count)d characters.")
        % {"algorithm": get_hasher().algorithm, "count": shortest},
        is_there=shortest > 0,
    )
    has_factor = any(apps.is_installed(name) for name in ("allauth.mfa", "django_otp"))
    has_factor = has_factor and getattr(settings, "STAFF_SECOND_FACTOR_REQUIRED", True)
    yield Measure(
        title=_("A second factor at login"),
        fact=_("Staff log in with a passkey or a one-time code.") if has_factor else _("Not present."),
        is_there=has_factor,
    )
    has_limit = apps.is_installed("axes")
    yield Measure(
        title=_("Limit on login attempts"),
        fact=_("Attempts are counted, and stopped when there are too many.") if has_limit else _("Not present."),
        is_there=has_limit,
    )
    users = get_user_model().objects.filter(is_active=True, is_staff=True)
    counts = {"staff": users.count(), "all_powers": users.filter(is_superuser=True).count()}
    yield Measure(
        title=_("Least privilege"),
        fact=_("Accounts for staff: %(staff)d. With every permission: %(all_powers)d.") % counts,
        is_there=counts["all_powers"] < max(counts["staff"], 2),
    )


def _at_rest() -> Iterator[Measure]:
    has_identity = bool(getattr(settings, "DSAR", {}).get("EXPORT_IDENTITY"))
    fact = _("Copies that wait for a person are encrypted with a key that the database does not hold.")
    yield Measure(
        title=_("Encryption of copies at rest"),
        fact=fact if has_identity else _("The key is missing (EXPORT_IDENTITY)."),
        is_there=has_identity,
    )
    handlers = settings.LOGGING.get("handlers", {}).values()
    is_harmless = bool(handlers) and all("harmless" in handler.get("filters", ()) for handler in handlers)
    yield Measure(
        title=_("Logs"),
        fact=_("Addresses, names and what people wrote are kept out of the logs.")
        if is_harmless
        else _("A log has no filter for personal data."),
        is_there=is_harmless,
    )


def _evidence() -> Iterator[Measure]:
    is_guarded = _journal_is_guarded()
    fact = _("%(count)d entries, chained; the database refuses every change.")
    yield Measure(
        title=_("Journal"),
        fact=fact % {"count": JournalEntry.objects.count()}
        if is_guarded
        else _("A trigger that guards the journal is missing or switched off."),
        is_there=is_guarded,
    )
    checked = PromiseVerdict.objects.order_by("-checked_at").values_list("checked_at", flat=True).first()
    yield Measure(
        title=_("The promises of the policy are checked"),
        fact=_("Last on %(date)s.") % {"date": _date(checked)} if checked else _("Not yet."),
        is_there=checked is not None,
    )
    run = RetentionRun.objects.filter(finished_at__isnull=False).order_by("-finished_at").first()
    yield Measure(
        title=_("Deletion on time"),
        fact=_("Last run on %(date)s.") % {"date": _date(run.finished_at)} if run else _("Not yet."),
        is_there=run is not None,
    )


def _journal_is_guarded() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'privacy_journalentry'::regclass"
            " AND tgname = ANY(%s) AND tgenabled = %s",
            [list(_TRIGGERS), _ON],
        )
        return bool(cursor.fetchone()[0] == len(_TRIGGERS))


def _date(moment: object) -> str:
    return date_format(localtime(moment), "DATE_FORMAT")  # type: ignore[arg-type]
