"""Admin pages on which staff upload e-books and publish them, and look up who asked for one."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contact.ebooks import operations as ebooks
from contact.ebooks.errors import NotPublishable
from contact.ebooks.forms import BookCoverForm, BookFileForm, BookForm
from contact.ebooks.models import Book, BookCover, BookFile, BookRequest
from privacy.register.languages.fields import names_of
from privacy.retention.admin_kept import KeptRowAdmin
from privacy.staff import acts
from privacy.staff.saving import SharedRowAdmin
from privacy.web.days import DaysAdmin
from privacy.web.methods import post_only


class BookFileInline(DaysAdmin, admin.StackedInline):
    """The files of a book; a new upload replaces the file."""

    model = BookFile
    add_text = gettext_lazy("Add a file")
    form = BookFileForm
    extra = 1
    fields = ("language", "upload", "shown_kind", "shown_size")
    readonly_fields = ("shown_kind", "shown_size")

    def get_queryset(self, request: HttpRequest) -> QuerySet[BookFile]:
        return super().get_queryset(request).defer("content")

    @admin.display(description=gettext_lazy("kind"))
    def shown_kind(self, file: BookFile) -> str:
        return file.get_kind_display() or "–"

    @admin.display(description=gettext_lazy("size"))
    def shown_size(self, file: BookFile) -> str:
        return filesizeformat(file.size) if file.size else "–"


class BookCoverInline(admin.StackedInline):
    """The picture of a book; a new upload replaces it."""

    model = BookCover
    form = BookCoverForm
    extra = max_num = 1
    fields = ("upload", "text")

    def get_queryset(self, request: HttpRequest) -> QuerySet[BookCover]:
        return super().get_queryset(request).defer("content")


@admin.register(Book)
class BookAdmin(SharedRowAdmin):
    inlines = (BookCoverInline, BookFileInline)
    search_fields = ("title", "description")
    list_display = ("name", "state", "languages", "order")
    form = BookForm
    fields = ("title", "description", "subject", "address", "order")
    change_form_template = "admin/contact/book/change_form.html"

    @admin.display(description=gettext_lazy("title"))
    def name(self, book: Book) -> str:
        return str(book)

    @admin.display(description=gettext_lazy("state"))
    def state(self, book: Book) -> str:
        return _("published") if book.published_at else _("draft")

    @admin.display(description=gettext_lazy("languages"))
    def languages(self, book: Book) -> str:
        return ", ".join(names_of(book.title))

    def get_urls(self) -> list[URLPattern]:
        publish = self.admin_site.admin_view(post_only(self.publish))
        withdraw = self.admin_site.admin_view(post_only(self.withdraw))
        return [
            path("<uuid:key>/publish/", publish, name="contact_book_publish"),
            path("<uuid:key>/withdraw/", withdraw, name="contact_book_withdraw"),
            *super().get_urls(),
        ]

    def save_model(self, request: HttpRequest, obj: Book, form: Any, change: bool) -> None:
        ebooks.complete_address(obj)
        super().save_model(request, obj, form, change)

    @acts.reversible("A book that is published is taken back.")
    def publish(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """Show a book to everybody."""
        book = self._book(request, key)
        try:
            ebooks.publish(book=book, staff_id=int(request.user.pk or 0), now=timezone.now())
        except NotPublishable:
            messages.error(request, _("Give the book a title and a file before you publish it."))
        else:
            messages.success(request, _("“%(book)s” is published.") % {"book": book})
        return redirect("admin:contact_book_change", book.pk)

    @acts.reversible("A book is published again.")
    def withdraw(self, request: HttpRequest, key: UUID) -> HttpResponse:
        """List a book no more."""
        book = self._book(request, key)
        ebooks.withdraw(book=book, staff_id=int(request.user.pk or 0), now=timezone.now())
        messages.success(request, _("“%(book)s” is a draft again. Links that were mailed work on.") % {"book": book})
        return redirect("admin:contact_book_change", book.pk)

    def _book(self, request: HttpRequest, key: UUID) -> Book:
        """Return a book to somebody who may publish it."""
        book: Book | None = self.get_object(request, str(key))
        if not self.has_change_permission(request, book):
            raise PermissionDenied
        if book is None:
            raise Http404
        return book

    def view_on_site(self, book: Book) -> str | None:
        return reverse("ebooks:book", args=[book.address]) if book.published_at and book.address else None


@admin.register(BookRequest)
class BookRequestAdmin(KeptRowAdmin):
    list_display = ("title", "language", "requested_at", "mailed_at", "retain_until")
    search_fields = ("email",)
    search_help_text = gettext_lazy("The whole e-mail address.")
    ordering = ("-requested_at", "-id")
    fields = (
        *("title", "email_written", "language", "requested_at", "mailed_at"),
        *("retain_until", "kept_because", "id"),
    )

    def find(self, text: str) -> Iterator[UUID]:
        """Find by the whole address only: staff look up a person, and do not browse."""
        return BookRequest.objects.filter(email=text).values_list("pk", flat=True).iterator()
