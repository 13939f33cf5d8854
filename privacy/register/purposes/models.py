"""Controller and purposes of processing."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy.addresses.model_fields import WrittenAddressField
from privacy.law.locales import countries
from privacy.register.languages.fields import TranslatedField, in_language
from privacy.register.models import Keyed
from privacy.register.purposes.enums import Assessment, LegalBasis, OfficerState, Supply


def validate_supplies(value: object) -> None:
    """Raise ``ValidationError`` unless the value is a list of supplies."""
    if not isinstance(value, list) or not set(value) <= set(Supply.values):
        raise ValidationError(
            _("Choose among: %(names)s.") % {"names": ", ".join(Supply.values)}, code="unknown_supply"
        )


class Controller(models.Model):
    """The controller (GDPR Art. 4(7)), a single row. Settings, where given, override its fields."""

    name = models.CharField(_("name"), max_length=200)
    contact_email = WrittenAddressField(_("contact address"))
    country = models.CharField(_("country"), max_length=2, default="NO")
    organisation_number = models.CharField(_("organisation number"), max_length=40, blank=True)
    address = models.CharField(_("postal address"), max_length=200, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    officer = models.CharField(
        _("data protection officer"),
        max_length=12,
        choices=OfficerState,
        blank=True,
        help_text=_("Empty: nobody has decided (GDPR Art. 37)."),
    )
    officer_contact = models.CharField(
        _("how to reach the officer"),
        max_length=200,
        blank=True,
        help_text=_("An address of the role, not of a person."),
    )
    authority_name = models.CharField(
        _("supervisory authority"),
        max_length=200,
        blank=True,
        help_text=_("Empty: that of the country, if it has one."),
    )
    authority_url = models.URLField(_("the authority's address"), blank=True)
    runs_itself = models.JSONField(
        _("what we run ourselves"),
        default=list,
        blank=True,
        validators=[validate_supplies],
        help_text=_("On machines of our own. For the rest, a recipient of the register says that it does it for us."),
    )

    class Meta:
        verbose_name = _("controller")
        verbose_name_plural = _("controller")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Fill in the authority of the country where none is named; ask for it where the country does not say."""
        known = countries.find(self.country)
        if not self.authority_name:
            self.authority_name = known.authority
        if not self.authority_url and self.authority_name == known.authority:
            self.authority_url = known.where_to_complain
        missing = [name for name in ("authority_name", "authority_url") if not getattr(self, name)]
        if missing:
            text = _("Write which authority people can complain to; it does not follow from the country.")
            raise ValidationError(dict.fromkeys(missing, text))


def validate_names(value: object) -> None:
    """Raise ``ValidationError`` unless the value is a list of non-empty texts."""
    if not isinstance(value, list) or not all(isinstance(key, str) and key for key in value):
        raise ValidationError(_("Give a list of names."), code="not_names")


class PurposeQuerySet(models.QuerySet["Purpose"]):
    def in_notice(self) -> "PurposeQuerySet":
        return self.filter(is_in_notice=True)

    def unbalanced(self) -> "PurposeQuerySet":
        """Return legitimate interests without a published name or without a balancing test (LAW A-03)."""
        lacks = Q(balance_note="") | Q(legal_note={})
        return self.filter(lacks, legal_basis=LegalBasis.LEGITIMATE_INTEREST)

    def unassessed(self) -> "PurposeQuerySet":
        """Return purposes whose impact assessment is needed and not done (LAW A-12)."""
        return self.filter(assessment=Assessment.NEEDED)


class Purpose(Keyed):
    """A purpose of processing and its legal basis (LAW P13, G-01)."""

    title = TranslatedField(_("title"), is_line=True)
    description = TranslatedField(_("description"))
    data = TranslatedField(_("which data"))
    legal_basis = models.CharField(_("legal basis"), max_length=24, choices=LegalBasis)
    legal_note = TranslatedField(_("note on the legal basis"), blank=True)
    is_voluntary = TranslatedField(_("must you give it, and what if not"), blank=True)
    is_in_notice = models.BooleanField(
        _("part of the website's notice"),
        default=True,
        help_text=_("Not ticked: about staff, told elsewhere (LAW P5)."),
    )

    subjects = TranslatedField(_("whose data"), blank=True, help_text=_("Categories of people, GDPR Art. 30(1)(c)."))
    covers = models.JSONField(
        _("covers"),
        default=list,
        blank=True,
        validators=[validate_names],
        help_text=_('Which cookies, services or categories of them serve it, such as ["analytics"].'),
    )
    balance_note = models.TextField(
        _("balance of interests"),
        blank=True,
        help_text=_("For a legitimate interest: what it is, why it needs this data, and what weighs against it."),
    )
    assessment = models.CharField(
        _("impact assessment"), max_length=12, choices=Assessment, default=Assessment.UNSCREENED
    )
    assessment_note = models.TextField(_("why, or where the assessment is"), blank=True)
    assessed_on = models.DateField(_("looked at on"), null=True, blank=True)

    objects: ClassVar = PurposeQuerySet.as_manager()

    class Meta(Keyed.Meta):
        verbose_name = _("purpose")
        verbose_name_plural = _("purposes")
        constraints = (
            models.CheckConstraint(
                condition=Q(legal_basis__in=LegalBasis.values),
                name="purpose_has_a_legal_basis",
                violation_error_message=_("Choose a legal basis."),
            ),
            models.CheckConstraint(
                condition=Q(assessment=Assessment.UNSCREENED)
                | (~Q(assessment_note="") & Q(assessed_on__isnull=False) & Q(assessment__in=Assessment.values)),
                name="assessment_has_note_and_date",
                violation_error_message=_("Say why, and when it was looked at."),
            ),
        )

    def __str__(self) -> str:
        return in_language(self.title)
