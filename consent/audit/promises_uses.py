"""Check of the promise that cookies are used only for the uses that the policy names (P42)."""

import re
from collections.abc import Iterator

from django.conf import settings
from django.utils import translation

from consent.conf import consent_settings
from consent.gate import cookie
from consent.services.enums import Category
from privacy.law.durations import lifetime_in_words
from privacy.register.frozen.parts import Storage
from privacy.register.promises.phrases import gettext as _
from privacy.register.promises.phrases import joined, remarked, said
from privacy.register.promises.registry import Facts, Verdict, broken, kept, promise, unproven

_PROMISE = "P42"
_OF_THIS_HOST = "__Host-"
_USE = re.compile(r"\*\*(.+?)\*\*")


@promise(_PROMISE)
def uses_are_those_named(facts: Facts) -> Verdict:
    """The uses that the statement puts in bold type are, in every language, the categories of what is stored."""
    stored = {item.category for item in facts.register.part(Storage).everything()}
    statements = [one for one in facts.register.statements if _PROMISE in one.promises]
    figure = _("%(count)d categories of storage in the register") % {"count": len(stored)}
    if wrong := sorted(_unlike_our_own(facts.register.part(Storage))):
        return broken(figure, _("This site's own cookies are not what the policy says: %s.") % joined(wrong))
    if not statements or not stored:
        return unproven(figure, _("No statement of the policy names the uses, or the register holds no storage."))
    for statement in statements:
        for code, _name in settings.LANGUAGES:
            named = {use.casefold() for use in _USE.findall(statement.text.get(code, ""))}
            if difference := named ^ _labels(stored, code):
                return broken(figure, _("The policy and the register differ on: %s.") % joined(sorted(difference)))
    return kept(_("%(count)d uses named, the same %(count)d stored") % {"count": len(stored)})


def _unlike_our_own(storage: Storage) -> Iterator[str]:
    """Yield the cookies that this installation sets for longer than the register says, or that the register lacks."""
    declared = {item.name.removeprefix(_OF_THIS_HOST): item for item in storage.own}
    set_here = {cookie.NAME: None, settings.SESSION_COOKIE_NAME: _session_seconds(), "messages": None}
    set_here |= {settings.CSRF_COOKIE_NAME: settings.CSRF_COOKIE_AGE or 0, **consent_settings().further_cookies}
    for name, seconds in set_here.items():
        item = declared.get(name.removeprefix(_OF_THIS_HOST))
        if item is None and declared:
            yield name
        elif item and seconds is not None and seconds > (item.lifetime_seconds or 0):
            yield remarked(name, said(lifetime_in_words, seconds))


def _session_seconds() -> int:
    return 0 if settings.SESSION_EXPIRE_AT_BROWSER_CLOSE else settings.SESSION_COOKIE_AGE


def _labels(categories: set[str], language: str) -> set[str]:
    with translation.override(language):
        return {str(Category(category).label).casefold() for category in categories}
