"""The policy of one revision in one language, as a PDF."""

from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from privacy.conf import privacy_settings
from privacy.documents import markup, pdf
from privacy.law.locales import languages
from privacy.policy.models import RevisionText

_FITS_HALF_A_LINE = 36  # characters of a heading in the table of contents


def policy_pdf(text: RevisionText) -> bytes:
    """Return the published text as PDF/UA-1, with the revision, its date and its hash on every page."""
    with translation.override(text.language):
        return pdf.typeset("policy", _data(text), at=text.revision.published_at)


def _data(text: RevisionText) -> dict[str, Any]:
    revision = text.revision
    who = revision.register.controller.name
    date = date_format(localtime(revision.published_at), "DATE_FORMAT")
    blocks = markup.tree(text.html, base=privacy_settings().base_url)
    headings = [markup.plain(block["of"]) for block in blocks if block["is"] == "heading" and block["level"] == 1]
    version = _("Version %(number)s, in force from %(date)s") % {"number": revision.number, "date": date}
    return {
        "title": _("Privacy policy"),
        "author": who,
        "description": f"{who}. {version}.",
        "keywords": [_("Privacy policy"), who],
        "lang": text.language,
        "region": languages.find(text.language).region,
        "lead": f"{version}.",
        "contents": _("Contents"),
        "contents_columns": 2 if max(map(len, headings), default=0) <= _FITS_HALF_A_LINE else 1,
        "foot": f"{_('Privacy policy')} · {who} · {version}",
        "page": _("page {page} of {pages}"),
        "proof": f"SHA-256 {text.sha256}",
        "blocks": blocks,
    }
