"""E-books, their files, and the requests for a link by mail."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contact.ebooks.enums import FileKind
from privacy.addresses.model_fields import AddressField, WrittenAddressField
from privacy.law.locales import languages
from privacy.pictures.enums import ImageKind
from privacy.register.languages.fields import TranslatedField, in_language

DIGEST = 16  # characters of the hash in the name of a cover


class BookQuerySet(models.QuerySet["Book"]):
    def published(self) -> "BookQuerySet":
        return self.filter(published_at__isnull=False)

    def with_covers(self) -> "BookQuerySet":
        """Read the facts of the covers too, and not their bytes."""
        return self.select_related("cover").defer("cover__content")


class Book(models.Model):
    """An e-book of the library; it is listed in the languages that have a title."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = TranslatedField(
        gettext_lazy("title"),
        is_line=True,
        may_lack=True,
        help_text=gettext_lazy("The book is listed in the languages that have a title."),
    )
    description = TranslatedField(
        gettext_lazy("description"),
        blank=True,
        may_lack=True,
        help_text=gettext_lazy("What the book is about, and for whom. Paragraphs are set apart by an empty line."),
    )
    address = models.SlugField(
        gettext_lazy("address"),
        max_length=60,
        unique=True,
        blank=True,
        help_text=gettext_lazy("The last part of the address of the book’s page. Empty: from the title."),
    )
    subject = models.SlugField(
        gettext_lazy("subject"),
        max_length=40,
        blank=True,
        help_text=gettext_lazy("What somebody who asks for the book is taken to be interested in, if they said yes."),
    )
    order = models.PositiveSmallIntegerField(
        gettext_lazy("order"), default=0, help_text=gettext_lazy("The lowest number comes first.")
    )
    published_at = models.DateTimeField(gettext_lazy("published at"), null=True, editable=False)

    objects: ClassVar = BookQuerySet.as_manager()

    class Meta:
        ordering = ("order", "id")
        verbose_name = gettext_lazy("e-book")
        verbose_name_plural = gettext_lazy("e-books")

    def __str__(self) -> str:
        return self.title_here or _("E-book without a title")

    @property
    def title_here(self) -> str:
        """Return the title in the active language, or else in the first one that it has."""
        return in_language(self.title)

    @property
    def description_here(self) -> str:
        """Return the description in the active language, or else in the first one that it has."""
        return in_language(self.description)


class BookCover(models.Model):
    """The picture of a book, without metadata, and in words what it shows."""

    book = models.OneToOneField(
        Book, models.CASCADE, primary_key=True, related_name="cover", verbose_name=gettext_lazy("e-book")
    )
    text = TranslatedField(
        gettext_lazy("what it shows"),
        is_line=True,
        may_lack=True,
        help_text=gettext_lazy("For those who cannot see it. The title stands beside the picture."),
    )
    sha256 = models.CharField(max_length=64, editable=False)
    kind = models.CharField(gettext_lazy("kind"), max_length=4, choices=ImageKind, editable=False)
    width = models.PositiveSmallIntegerField(editable=False)
    height = models.PositiveSmallIntegerField(editable=False)
    content = models.BinaryField()

    class Meta:
        verbose_name = gettext_lazy("cover")
        verbose_name_plural = gettext_lazy("covers")

    def __str__(self) -> str:
        return self.text_here

    @property
    def name(self) -> str:
        """Return the last part of its address, which changes with the picture."""
        return f"{self.sha256[:DIGEST]}.{self.kind}"

    @property
    def text_here(self) -> str:
        """Return what it shows in the active language, or else in the first one that it has."""
        return in_language(self.text)


class BookFile(models.Model):
    """A file of a book, in a language."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    book = models.ForeignKey(Book, models.CASCADE, related_name="files", verbose_name=gettext_lazy("e-book"))
    language = models.CharField(gettext_lazy("language"), max_length=8)
    kind = models.CharField(gettext_lazy("kind"), max_length=4, choices=FileKind, editable=False)
    size = models.PositiveIntegerField(gettext_lazy("size"), editable=False)
    content = models.BinaryField(gettext_lazy("content"))

    class Meta:
        ordering = ("language", "-kind", "id")
        verbose_name = gettext_lazy("file")
        verbose_name_plural = gettext_lazy("files")
        constraints = (
            models.UniqueConstraint(
                fields=("book", "language", "kind"),
                name="one_file_of_a_kind_and_language",
                violation_error_message=gettext_lazy("The book has a file of this kind in this language already."),
            ),
        )

    def __str__(self) -> str:
        return f"{languages.in_words(self.language)}, {self.get_kind_display()}"


class BookRequest(models.Model):
    """A request for a link by mail.

    ``title``: the book's title, as it was when somebody asked. ``mailed_at``: when the mail with the link left.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    book = models.ForeignKey(Book, models.CASCADE, related_name="requests", verbose_name=gettext_lazy("e-book"))
    title = models.TextField(gettext_lazy("title"))
    email = AddressField(gettext_lazy("e-mail address"), db_index=True)
    email_written = WrittenAddressField(gettext_lazy("e-mail address as written"), editable=False)
    language = models.CharField(gettext_lazy("language"), max_length=8)
    requested_at = models.DateTimeField(gettext_lazy("asked for at"))
    mailed_at = models.DateTimeField(gettext_lazy("mailed at"), null=True)
    retain_until = models.DateTimeField(gettext_lazy("kept until"), db_index=True)

    class Meta:
        ordering = ("-requested_at", "-id")
        verbose_name = gettext_lazy("request for an e-book")
        verbose_name_plural = gettext_lazy("requests for e-books")
        indexes = (models.Index(fields=("requested_at", "id"), name="book_request_by_time"),)

    def __str__(self) -> str:
        day = date_format(localtime(self.requested_at), "SHORT_DATETIME_FORMAT")
        return _("Request of %(day)s") % {"day": day}
