"""The words of the site in a language, looked up by their English message id, as the code looks them up."""

from django.utils import translation
from django.utils.translation import gettext, ngettext, npgettext, pgettext


def says(msgid: str, plural: str = "", /, *, context: str = "", language: str = "nb", **values: object) -> str:
    """Return a message in a language with its values filled in; the first value counts where there is a plural.

    Raises LookupError where the catalogues lack the message: a test that a page does *not* say something would else
    hold for ever once the message is reworded. The text is not escaped for HTML.
    """
    with translation.override(language):
        if plural:
            number = int(str(next(iter(values.values()))))
            text = npgettext(context, msgid, plural, number) if context else ngettext(msgid, plural, number)
        else:
            text = pgettext(context, msgid) if context else gettext(msgid)
    if text in (msgid, plural):
        raise LookupError(f"no words in {language!r} for {msgid!r}")
    return text % values if values else text
