"""Promising sentences of the pages of e-books."""

from django.utils.translation import gettext_lazy as _

from privacy.register.statements.site_sentences import sentence

_LIST, _BOOK = _("e-books"), _("page of an e-book")

sentence(
    "ebooks.nothing-asked",
    place=_LIST,
    text=_("Download them right away: we ask for nothing."),
    promises=("P8",),
)
sentence(
    "ebooks.address-use",
    place=_BOOK,
    text=_("We use it to send you the link, and for nothing else."),
    otherwise=_("An address at which you can read the mail with the link."),
    promises=("P13",),
)
sentence(
    "ebooks.deleted-after",
    place=_BOOK,
    text=_("We delete your address after %(period)s."),
    promises=("P26",),
    period_of="ebooks.request",
)
