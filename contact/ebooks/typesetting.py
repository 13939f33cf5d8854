"""E-books that are written as Markdown, as PDFs in the house's layout."""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from privacy.conf import privacy_settings
from privacy.documents import markup, pdf
from privacy.law.locales import languages
from privacy.register.statements.rendering import markdown


def typeset(*, title: str, lead: str, text: str, publisher: str, language: str, at: datetime) -> bytes:
    """Return a text in Markdown as a tagged PDF with a title, a table of contents and numbered pages."""
    with translation.override(language):
        data = {
            "title": title,
            "author": publisher,
            "description": lead,
            "keywords": [publisher],
            "lang": language,
            "region": languages.find(language).region,
            "lead": lead,
            "contents": _("Contents"),
            "contents_columns": 1,
            "foot": f"{title} · {publisher}",
            "page": _("page {page} of {pages}"),
            "proof": privacy_settings().domain,
            "blocks": markup.tree(markdown(text), base=privacy_settings().base_url),
        }
    return pdf.typeset("policy", data, at=at)
