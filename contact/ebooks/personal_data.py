"""Declarations of the personal data in requests for e-books, and of their form."""

from django.utils.translation import gettext_lazy as _

from contact.ebooks.forms import LinkForm
from contact.ebooks.models import Book, BookCover, BookFile, BookRequest
from privacy.inventory.collecting import FormData, NotKept, declare_form, name_place
from privacy.inventory.declarations import PersonalData, Retention, declare, exempt, observed, provided
from privacy.inventory.enums import NotPersonal
from privacy.law.locales import languages
from privacy.restriction.enums import NotGuarded
from privacy.restriction.guarding import not_guarded

exempt(Book, NotPersonal.REGISTER)
exempt(BookCover, NotPersonal.REGISTER)
exempt(BookFile, NotPersonal.REGISTER)

declare(
    PersonalData(
        model=BookRequest,
        title=_("E-books that you asked for by mail"),
        purpose="ebooks",
        subject="email",
        retention=Retention(rule="ebooks.request", start="requested_at"),
        fields={
            "title": provided(_("E-book")),
            "email": provided(_("E-mail address")),
            "email_written": provided(_("E-mail address as you wrote it")),
            "language": observed(_("Language"), read_as=languages.in_words),
            "requested_at": observed(_("Asked for")),
            "mailed_at": observed(_("Link mailed")),
            "retain_until": observed(_("To be deleted by")),
        },
        internal={"id": NotPersonal.REFERENCE, "book": NotPersonal.REFERENCE},
    )
)

name_place("ebooks.link", _("the page of an e-book"))
declare_form(
    FormData(
        name="ebooks.link",
        purpose="ebooks",
        model=BookRequest,
        form=LinkForm,
        views=("ebooks:book",),
        fields={"email": "email"},
        not_kept={"newsletter": NotKept.ASKS, "homepage": NotKept.BAIT, "loaded": NotKept.TOKEN},
        needs_published_purpose=True,
    )
)

not_guarded(BookRequest, NotGuarded.OWN_YES)
