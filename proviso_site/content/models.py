"""Pages that the company writes itself, their blocks, and the pictures on them."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy.pictures.enums import ImageKind
from privacy.register.languages.fields import TranslatedField, in_language
from proviso_site.content.enums import BlockKind

_BEGINNING = 60


class ContentPageQuerySet(models.QuerySet["ContentPage"]):
    def published(self) -> "ContentPageQuerySet":
        return self.filter(published_at__isnull=False)


class ContentPage(models.Model):
    """A page as staff write it, and as it was last published.

    ``published`` is the frozen page (``content.frozen``), empty while the page is a draft that nobody else sees.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = TranslatedField(
        gettext_lazy("title"),
        is_line=True,
        may_lack=True,
        help_text=gettext_lazy("The page exists in the languages that have a title."),
    )
    lead = TranslatedField(
        gettext_lazy("lead"),
        blank=True,
        is_line=True,
        may_lack=True,
        help_text=gettext_lazy("One or two sentences below the title. Search engines show them."),
    )
    address = TranslatedField(
        gettext_lazy("address"),
        blank=True,
        is_line=True,
        may_lack=True,
        help_text=gettext_lazy("The last part of the page’s address. Empty: from the title."),
    )
    is_front = models.BooleanField(gettext_lazy("this is the front page"), default=False)
    is_in_menu = models.BooleanField(gettext_lazy("in the menu"), default=True)
    order = models.PositiveSmallIntegerField(
        gettext_lazy("place in the menu"), default=0, help_text=gettext_lazy("The lowest number comes first.")
    )
    published = models.JSONField(gettext_lazy("published"), null=True, editable=False)
    published_at = models.DateTimeField(gettext_lazy("published at"), null=True, editable=False)

    objects: ClassVar = ContentPageQuerySet.as_manager()

    class Meta:
        ordering = ("-is_front", "order", "id")
        verbose_name = gettext_lazy("page of our own")
        verbose_name_plural = gettext_lazy("pages of our own")
        constraints = (
            models.UniqueConstraint(
                fields=("is_front",),
                condition=Q(is_front=True),
                name="one_front_page",
                violation_error_message=gettext_lazy("Another page is the front page already."),
            ),
            models.CheckConstraint(
                condition=Q(published__isnull=True, published_at__isnull=True)
                | Q(published__isnull=False, published_at__isnull=False),
                name="a_published_page_has_a_time",
            ),
        )

    def __str__(self) -> str:
        return in_language(self.title) or next(iter(self.title.values()), _("Page without a title"))


class Picture(models.Model):
    """A picture without metadata, named by the hash of its bytes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sha256 = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=4, choices=ImageKind)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ("id",)
        verbose_name = gettext_lazy("picture")
        verbose_name_plural = gettext_lazy("pictures")

    def __str__(self) -> str:
        return f"{self.sha256[:16]}.{self.kind}"


class BlockQuerySet(models.QuerySet["Block"]):
    def with_pictures(self) -> "BlockQuerySet":
        """Read the pictures' facts too, and not their bytes."""
        return self.select_related("picture").defer("picture__content")


class Block(models.Model):
    """A part of a page. ``text`` is the heading, the text, what a picture shows, or the name of a link or content."""

    page = models.ForeignKey(ContentPage, models.CASCADE, related_name="blocks", verbose_name=gettext_lazy("page"))
    kind = models.CharField(gettext_lazy("kind"), max_length=8, choices=BlockKind, default=BlockKind.TEXT)
    text = TranslatedField(gettext_lazy("text"), blank=True, may_lack=True)
    address = models.TextField(gettext_lazy("leads to"), blank=True)
    service = models.CharField(gettext_lazy("service"), max_length=40, blank=True)
    picture = models.ForeignKey(
        Picture, models.PROTECT, related_name="blocks", verbose_name=gettext_lazy("picture"), null=True, blank=True
    )
    is_decorative = models.BooleanField(
        gettext_lazy("only decoration"),
        default=False,
        help_text=gettext_lazy("The picture says nothing, so that screen readers leave it out."),
    )
    order = models.PositiveSmallIntegerField(gettext_lazy("order"), default=0)

    objects: ClassVar = BlockQuerySet.as_manager()

    class Meta:
        ordering = ("order", "id")
        verbose_name = gettext_lazy("block")
        verbose_name_plural = gettext_lazy("blocks")

    def __str__(self) -> str:
        plain = in_language(self.text).replace("#", " ").replace("**", "")
        beginning = Truncator(" ".join(plain.split())).chars(_BEGINNING)
        return f"{self.get_kind_display()}: {beginning}" if beginning else str(self.get_kind_display())
