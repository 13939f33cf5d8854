"""The draft register of services and of their storage."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consent.adapters.adapter import choices
from consent.services import known
from consent.services.enums import Category, DeletableBy, Party, StorageKind
from consent.services.starting import check_start
from privacy.recipients.models import Vendor
from privacy.register.languages.fields import TranslatedField


class Service(models.Model):
    """Something of a vendor's that a page can load, such as an analytics script."""

    key = models.SlugField(
        _("key"), max_length=40, unique=True, help_text=_("As in data-consent=“key”, on the template element.")
    )
    vendor = models.ForeignKey(Vendor, models.PROTECT, related_name="services", verbose_name=_("vendor"))
    category = models.CharField(_("category"), max_length=16, choices=Category)
    name = models.CharField(_("name"), max_length=80)
    purposes = ArrayField(
        models.CharField(max_length=80),
        verbose_name=_("purposes"),
        default=list,
        blank=True,
        help_text=_("Keys of the register's purposes (LAW P13)."),
    )
    description = TranslatedField(_("what it does"))
    data = TranslatedField(_("which data it gets"))
    hosts = models.JSONField(
        _("hosts"),
        default=dict,
        blank=True,
        help_text=_("What pages may reach for it, by kind: script, connect, img, frame."),
    )
    adapter = models.CharField(
        _("adapter"),
        max_length=40,
        blank=True,
        choices=choices,
        help_text=_("What starts and stops it. Empty: content of a page, such as a film."),
    )
    site_id = models.CharField(
        _("site id"),
        max_length=60,
        blank=True,
        help_text=_("The vendor's number of your site; without it, it does not run."),
    )
    script_url = models.URLField(
        _("address of the script"), blank=True, help_text=_("Only for “another vendor”: https, from one of its hosts.")
    )
    script_attributes = models.JSONField(
        _("attributes of the script"), default=dict, blank=True, help_text=_('Such as {"data-site": "example.com"}.')
    )
    stop_call = models.CharField(
        _("call that stops it"),
        max_length=80,
        blank=True,
        help_text=_("The vendor's own function that is called on withdrawal, such as _paq.push."),
    )
    stop_arguments = models.JSONField(
        _("arguments of that call"), default=list, blank=True, help_text=_('A list, such as [["forgetConsentGiven"]].')
    )
    revoke_method = models.CharField(_("how consent is taken back"), max_length=200, blank=True)
    opt_out_url = models.URLField(_("the vendor's own page for saying no"), blank=True)
    exception_reason = models.TextField(
        _("why it cannot be anonymous"),
        blank=True,
        help_text=_("For analytics: why our own counts without ids are not enough (LAW P18)."),
    )
    exception_owner = models.CharField(
        _("who answers for that"), max_length=80, blank=True, help_text=_("A role, not a name.")
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ("order", "key")
        verbose_name = _("service")
        verbose_name_plural = _("services")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse an adapter that cannot start, and loading without consent where consent is needed (LAW C-14)."""
        check_start(self)
        if self.category != Category.NECESSARY:
            return
        items = self.items.all() if self.pk is not None else ()
        if names := [item.name for item in items if item.category != Category.NECESSARY]:
            raise ValidationError(
                {"category": _("It stores what is not necessary: %(names)s.") % {"names": ", ".join(names)}}
            )
        if known.is_service_with_consent(self.key):
            raise ValidationError({"category": _("It is known to serve what needs a yes, so it is never necessary.")})


class StorageItemQuerySet(models.QuerySet["StorageItem"]):
    def own(self) -> "StorageItemQuerySet":
        return self.filter(service__isnull=True)

    def without_lifetime(self) -> "StorageItemQuerySet":
        return self.filter(lifetime_seconds__isnull=True, kind=StorageKind.COOKIE)

    def unreviewed(self) -> "StorageItemQuerySet":
        return self.filter(category=Category.NECESSARY, reviewed_on__isnull=True)


class StorageItem(models.Model):
    """A name, or pattern of names, that a browser may store."""

    service = models.ForeignKey(
        Service,
        models.CASCADE,
        related_name="items",
        verbose_name=_("service"),
        null=True,
        blank=True,
        help_text=_("Empty: the site's own."),
    )
    kind = models.CharField(_("kind"), max_length=16, choices=StorageKind, default=StorageKind.COOKIE)
    name = models.CharField(_("name"), max_length=80, help_text=_("* stands for any characters, as in _hjSession_*."))
    domain = models.CharField(_("domain"), max_length=120, blank=True, help_text=_("Empty: this site's own."))
    party = models.CharField(_("who can read it"), max_length=8, choices=Party, default=Party.FIRST)
    lifetime_seconds = models.PositiveIntegerField(
        _("lifetime in seconds"),
        null=True,
        blank=True,
        help_text=_("0: until the browser is closed. Empty: not known."),
    )
    documented_seconds = models.PositiveIntegerField(
        _("lifetime that the vendor documents"), null=True, blank=True, help_text=_("In seconds, where it is another.")
    )
    category = models.CharField(_("category"), max_length=16, choices=Category)
    description = TranslatedField(_("what it is for"))
    source_url = models.URLField(_("source"), blank=True)
    verified_on = models.DateField(_("verified on"), null=True, blank=True)
    deletable_by = models.CharField(_("can be removed by"), max_length=8, choices=DeletableBy, default=DeletableBy.PAGE)
    published_name = models.CharField(_("name in the policy before"), max_length=80, blank=True)
    published_lifetime = models.CharField(_("lifetime in the policy before"), max_length=40, blank=True)
    is_in_published_policy = models.BooleanField(_("in the policy before"), default=False)
    justification = TranslatedField(_("why it is necessary"), blank=True)
    reviewer = models.CharField(_("reviewed by"), max_length=80, blank=True, help_text=_("A role, not a name."))
    reviewed_on = models.DateField(_("reviewed on"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects: ClassVar = StorageItemQuerySet.as_manager()

    class Meta:
        ordering = ("order", "name")
        verbose_name = _("storage item")
        verbose_name_plural = _("storage items")
        constraints = (
            models.UniqueConstraint(fields=("kind", "name", "domain"), name="storage_item_named_once"),
            models.CheckConstraint(
                condition=~Q(category=Category.NECESSARY) | ~Q(justification={}),
                name="necessary_storage_is_justified",
                violation_error_message=_("Say why it is necessary."),
            ),
            models.CheckConstraint(
                condition=Q(reviewer="", reviewed_on__isnull=True) | (~Q(reviewer="") & Q(reviewed_on__isnull=False)),
                name="a_review_has_reviewer_and_date",
                violation_error_message=_("Enter both who reviewed it and when, or neither."),
            ),
            models.CheckConstraint(
                condition=Q(service__isnull=False) | Q(category=Category.NECESSARY), name="own_storage_is_necessary"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a known tracker as necessary, and in a service that loads without consent (LAW C-14, C-19)."""
        if self.category == Category.NECESSARY and known.is_never_necessary(self.name):
            raise ValidationError({"category": _("It is known to follow people, so it is never necessary (LAW C-14).")})
        if self.category != Category.NECESSARY and self.service and self.service.category == Category.NECESSARY:
            raise ValidationError(
                {"category": _("The service is loaded without a yes, and this needs one (LAW C-19).")}
            )

    @property
    def needs_consent(self) -> bool:
        """Whether consent is the legal basis; no other is possible for what is not necessary (LAW C-19)."""
        return self.category != Category.NECESSARY
