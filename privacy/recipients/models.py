"""Recipients of personal data, their agreements, and the legal tools for their transfers (LAW part 5)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from privacy.addresses.model_fields import WrittenAddressField
from privacy.law.countries import country_name, validate_countries, validate_country
from privacy.recipients.enums import CLAUSES, Approval, FrameworkStatus, HaltReason, LegKind, Role, TransferTool
from privacy.register.languages.fields import TranslatedField
from privacy.register.models import Keyed
from privacy.register.purposes.models import Purpose, validate_supplies


def validate_purposes(value: object) -> None:
    """Raise ``ValidationError`` unless every key is the key of a purpose."""
    keys = value if isinstance(value, list) else [value]
    if unknown := {str(key) for key in keys} - set(Purpose.objects.values_list("key", flat=True)):
        raise ValidationError(
            _("There is no such purpose: %(keys)s."), params={"keys": ", ".join(sorted(unknown))}, code="no_purpose"
        )


class VendorQuerySet(models.QuerySet["Vendor"]):
    """Filters of recipients."""

    def direct(self) -> "VendorQuerySet":
        """Return recipients that the controller engaged itself, without sub-processors."""
        return self.filter(engaged_by__isnull=True)

    def switched_on(self) -> "VendorQuerySet":
        return self.filter(halted_at__isnull=True)

    def without_arrangement(self) -> "VendorQuerySet":
        """Return joint controllers whose arrangement has no text to publish (LAW A-07)."""
        return self.filter(role=Role.JOINT).exclude(agreement__in=Agreement.objects.exclude(arrangement={}))


class Vendor(Keyed):
    """A recipient: legal entity, role, purposes, countries, and the recipient that engaged it (LAW T-01 to T-03).

    ``tool`` is the default tool for its transfers, undocumented; a documented ``TransferLeg`` overrides it.
    """

    name = models.CharField(_("name"), max_length=80)
    legal_entity = models.CharField(_("legal entity"), max_length=200)
    organisation_id = models.CharField(_("organisation number"), max_length=60, blank=True)
    role = models.CharField(_("role"), max_length=16, choices=Role)
    uses_for_own_purposes = models.BooleanField(
        _("uses the data for purposes of its own"),
        null=True,
        blank=True,
        help_text=_("Unknown until somebody has read the terms. Whoever does is not a processor for it (Art. 28(10))."),
    )
    does = TranslatedField(_("what they do for us"))
    supplies = models.JSONField(
        _("what they run for us"),
        default=list,
        blank=True,
        validators=[validate_supplies],
        help_text=_("Every register names who hosts the website, sends its e-mail and keeps its mailbox."),
    )
    purposes = models.JSONField(_("purposes"), default=list, blank=True, validators=[validate_purposes])
    data_categories = TranslatedField(_("which data they get"), blank=True)
    subject_categories = TranslatedField(_("whose data they get"), blank=True)
    storage_countries = models.JSONField(_("stored in"), default=list, validators=[validate_countries])
    access_countries = models.JSONField(_("reached from"), default=list, blank=True, validators=[validate_countries])
    parent_country = models.CharField(_("the parent company's country"), max_length=2, validators=[validate_country])
    tool = models.CharField(
        _("transfer tool"),
        max_length=16,
        choices=TransferTool,
        help_text=_("What is said to carry the transfers, as long as a leg does not document it."),
    )
    notice_url = models.URLField(_("the vendor's own notice"))
    rights_email = WrittenAddressField(
        _("address for people's rights"),
        blank=True,
        help_text=_("They are told there of corrections, erasures and restrictions, and answer without an account."),
    )
    engaged_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sub_processors",
        verbose_name=_("engaged by"),
        help_text=_("Empty for those we chose ourselves; a sub-processor names the recipient that engages it."),
    )
    list_url = models.URLField(_("the vendor's list of sub-processors"), blank=True)
    list_fetched_at = models.DateTimeField(_("list read at"), null=True, blank=True, editable=False)
    list_sha256 = models.CharField(_("fingerprint of the list"), max_length=64, blank=True, editable=False)
    list_changed_at = models.DateTimeField(_("list changed at"), null=True, blank=True, editable=False)
    sub_processors_checked_on = models.DateField(
        _("sub-processors checked on"),
        null=True,
        blank=True,
        help_text=_("The day somebody last saw that the register names all of them, or that there are none."),
    )
    halted_at = models.DateTimeField(
        _("switched off at"),
        null=True,
        blank=True,
        help_text=_("Set by the checks or by staff; “Switch on” among the actions of the list ends it."),
    )
    halted_because = models.CharField(_("switched off because"), max_length=16, choices=HaltReason, blank=True)
    unverified_at = models.DateTimeField(
        _("transfers not verified since"),
        null=True,
        editable=False,
        help_text=_("Set and cleared by the system; meanwhile the site loads nothing from the recipient."),
    )

    objects = VendorQuerySet.as_manager()

    class Meta(Keyed.Meta):
        verbose_name = _("recipient")
        verbose_name_plural = _("recipients")
        constraints = (
            models.CheckConstraint(
                condition=Q(engaged_by__isnull=True) | ~Q(engaged_by=F("pk")), name="vendor_does_not_engage_itself"
            ),
            models.CheckConstraint(
                condition=~Q(role=Role.PROCESSOR)
                | Q(uses_for_own_purposes__isnull=True)
                | ~Q(uses_for_own_purposes=True),
                name="processor_has_no_purposes_of_its_own",
                violation_error_message=_(
                    "Whoever uses the data for purposes of its own is not a processor for it (Art. 28(10)): "
                    "choose another role."
                ),
            ),
        )

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Raise ``ValidationError`` for a circular chain of sub-processors."""
        if any(vendor.pk == self.pk for vendor in self.above() if self.pk):
            raise ValidationError({"engaged_by": _("A recipient cannot be engaged by one that it engages itself.")})

    def above(self) -> Iterator["Vendor"]:
        """Yield the recipients above this sub-processor, from its own up to the direct recipient."""
        seen: set[Any] = set()
        vendor = self.engaged_by
        while vendor is not None and vendor.pk not in seen:
            seen.add(vendor.pk)
            yield vendor
            vendor = vendor.engaged_by


TERMS = (
    "on_instructions", "is_confidential", "is_secure", "engages_as_agreed", "helps_with_rights", "helps_with_duties",
    "deletes_or_returns", "allows_audits",
)  # fmt: skip


class Agreement(models.Model):
    """Agreement with a processor (all of Art. 28(3)) or arrangement with a joint controller (LAW A-06, A-07)."""

    vendor = models.OneToOneField(Vendor, models.CASCADE, related_name="agreement", verbose_name=_("recipient"))
    dated_on = models.DateField(_("dated"), null=True, blank=True)
    version = models.CharField(_("version"), max_length=40, blank=True)
    document = models.CharField(
        _("where the document is"), max_length=200, blank=True, help_text=_("A reference in your archive.")
    )
    review_on = models.DateField(_("to be reviewed by"), null=True, blank=True)
    approval = models.CharField(_("approval of sub-processors"), max_length=16, choices=Approval, blank=True)
    on_instructions = models.BooleanField(_("(a) only on our documented instructions"), default=False)
    is_confidential = models.BooleanField(_("(b) people bound to confidentiality"), default=False)
    is_secure = models.BooleanField(_("(c) security as in Art. 32"), default=False)
    engages_as_agreed = models.BooleanField(_("(d) sub-processors only as agreed"), default=False)
    helps_with_rights = models.BooleanField(_("(e) helps us answer people's requests"), default=False)
    helps_with_duties = models.BooleanField(_("(f) helps us with Art. 32 to 36"), default=False)
    deletes_or_returns = models.BooleanField(_("(g) deletes or returns everything at the end"), default=False)
    allows_audits = models.BooleanField(_("(h) shows compliance and allows audits"), default=False)
    arrangement = TranslatedField(
        _("the essence of the arrangement"),
        blank=True,
        help_text=_("For a joint controller: who does what for people. It is published (Art. 26(2))."),
    )

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")

    def __str__(self) -> str:
        return str(self.vendor)

    def missing(self) -> list[str]:
        """Return the labels of the facts and terms that a processor's agreement lacks (LAW A-06)."""
        facts = {"dated_on", "document", "review_on", "approval", *TERMS}
        return [
            str(field.verbose_name)
            for field in self._meta.fields
            if field.name in facts and not getattr(self, field.name)
        ]


class TransferLeg(models.Model):
    """Documented legal tool for the transfers of one kind to one country (LAW T-04)."""

    vendor = models.ForeignKey(Vendor, models.CASCADE, related_name="legs", verbose_name=_("recipient"))
    kind = models.CharField(_("kind"), max_length=8, choices=LegKind)
    country = models.CharField(_("country"), max_length=2, validators=[validate_country])
    tool = models.CharField(_("transfer tool"), max_length=16, choices=TransferTool)
    assessment = models.CharField(
        _("transfer impact assessment"), max_length=200, blank=True, help_text=_("Where the document is.")
    )
    assessed_on = models.DateField(_("assessed on"), null=True, blank=True)
    scope_confirmed_on = models.DateField(
        _("seen to be within the decision's scope on"),
        null=True,
        blank=True,
        help_text=_("Where an adequacy decision covers some companies only."),
    )

    class Meta:
        ordering = ("country", "kind")
        verbose_name = _("leg of a transfer")
        verbose_name_plural = _("legs of transfers")
        constraints = (
            models.UniqueConstraint(fields=("vendor", "kind", "country"), name="transfer_leg_documented_once"),
            models.CheckConstraint(
                condition=~Q(tool__in=CLAUSES) | (~Q(assessment="") & Q(assessed_on__isnull=False)),
                name="clauses_have_an_assessment",
                violation_error_message=_(
                    "Standard clauses need a transfer impact assessment: say where it is, and its date."
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {country_name(self.country)}"


class FrameworkEntry(models.Model):
    """Entry of a recipient on the public list of the EU-US Data Privacy Framework, as staff last saw it (LAW T-06)."""

    vendor = models.OneToOneField(Vendor, models.CASCADE, related_name="framework_entry", verbose_name=_("recipient"))
    entity = models.CharField(_("name on the list"), max_length=200, blank=True)
    status = models.CharField(_("status"), max_length=8, choices=FrameworkStatus, default=FrameworkStatus.UNKNOWN)
    covers_others = models.BooleanField(_("covers data on others than staff (“non-HR”)"), null=True, blank=True)
    covers_staff = models.BooleanField(_("covers data on staff (“HR”)"), null=True, blank=True)
    certified_until = models.DateField(_("next certification"), null=True, blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)

    class Meta:
        verbose_name = _("entry in the Data Privacy Framework")
        verbose_name_plural = _("entries in the Data Privacy Framework")
        constraints = (
            models.CheckConstraint(
                condition=Q(status=FrameworkStatus.UNKNOWN) | Q(checked_on__isnull=False),
                name="framework_status_has_a_date",
                violation_error_message=_("Say on which day you looked."),
            ),
        )

    def __str__(self) -> str:
        return self.entity or str(self.vendor)


LONGEST_ACCEPTANCE = timedelta(days=184)


class TransferAcceptanceQuerySet(models.QuerySet["TransferAcceptance"]):
    def latest_of_each(self) -> list["TransferAcceptance"]:
        """Return the newest acceptance for each recipient, with the recipient and the person who gave it."""
        newest = self.order_by("vendor_id", "-accepted_on", "-pk").distinct("vendor_id")
        return list(newest.select_related("vendor", "accepted_by"))


class TransferAcceptance(models.Model):
    """Acceptance of transfers that are not verified, by a member of staff until a day (LAW T-07).

    Role, reason and last day are published. The newest acceptance for a recipient counts.
    """

    vendor = models.ForeignKey(Vendor, models.CASCADE, related_name="acceptances", verbose_name=_("recipient"))
    # Deleted with the account: staff who have left cannot answer for a transfer.
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("who accepts")
    )
    role = TranslatedField(
        _("role of who accepts"), help_text=_("It is published. A role, such as managing director, and no name.")
    )
    reason = TranslatedField(_("reason"), help_text=_("It is published. Name no person."))
    accepted_on = models.DateField(_("accepted on"))
    until = models.DateField(
        _("until and including"), help_text=_("Six months at the most. After that day nothing is loaded any more.")
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, editable=False)
    retain_until = models.DateTimeField(_("kept until"), db_index=True)

    objects: ClassVar = TransferAcceptanceQuerySet.as_manager()

    class Meta:
        ordering = ("-accepted_on", "-pk")
        verbose_name = _("accepted transfer")
        verbose_name_plural = _("accepted transfers")
        constraints = (
            models.CheckConstraint(condition=Q(until__gte=F("accepted_on")), name="acceptance_ends_after_it_begins"),
            models.CheckConstraint(
                condition=Q(until__lte=F("accepted_on") + LONGEST_ACCEPTANCE),
                name="acceptance_lasts_six_months",
            ),
        )
        indexes = (models.Index(fields=("vendor", "-accepted_on"), name="acceptance_latest"),)

    def __str__(self) -> str:
        return f"{self.vendor} {self.until}"


class AdequacyDecision(models.Model):
    """Adequacy decision of the Commission on a territory, as staff last saw it (LAW T-05)."""

    country = models.CharField(_("country"), max_length=2, unique=True, validators=[validate_country])
    scope = models.CharField(
        _("scope"), max_length=200, blank=True, help_text=_("Empty when it covers everyone in the territory.")
    )
    decision = models.CharField(_("decision"), max_length=80, blank=True)
    valid_from = models.DateField(_("valid from"), null=True, blank=True)
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    suspended_on = models.DateField(_("suspended on"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200)
    checked_on = models.DateField(_("checked on"))

    class Meta:
        ordering = ("country",)
        verbose_name = _("adequacy decision")
        verbose_name_plural = _("adequacy decisions")
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="adequacy_ends_after_it_begins",
            ),
        )

    def __str__(self) -> str:
        return country_name(self.country)
