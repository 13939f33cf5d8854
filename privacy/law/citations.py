"""Citations of the law, which are stored as English writes them: ``GDPR Art. 13(1)(a), (b)``."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

_PARAGRAPH = re.compile(r"\((\d+)\)")
_LETTER = re.compile(r"\(([a-z])\)")


def citation_in_words(text: str) -> str:
    """Return a citation as the active language writes it."""
    for name, words in (
        ("GDPR Art.", _("GDPR Art.")),
        ("ePrivacy Art.", _("ePrivacy Art.")),
        ("GDPR recital", _("GDPR recital")),
        ("recital", pgettext("law", "recital")),
        (" to ", pgettext("law", " to ")),
    ):
        text = text.replace(name, words)
    text = _PARAGRAPH.sub(lambda match: pgettext("paragraph of the law", "(%s)") % match[1], text)
    text = _LETTER.sub(lambda match: pgettext("letter of a paragraph", "(%s)") % match[1], text)
    return text.replace(",  ", ", ")
