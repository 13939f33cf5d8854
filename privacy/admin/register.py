"""The draft register: what staff edit before they publish it."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.core.validators import MaxLengthValidator, RegexValidator
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from privacy.admin import reading
from privacy.admin.record import may_see_record, record_page
from privacy.admin.saving import SharedRowAdmin
from privacy.admin.seeing import SeenInWords
from privacy.fields import in_language
from privacy.forms.register import ControllerForm, PurposeForm
from privacy.linting.rules import all_rules
from privacy.models import AcceptedGap, Controller, KnownDefect, Purpose
from privacy.models.register import KEY


@admin.register(Controller)
class ControllerAdmin(admin.ModelAdmin):
    form = ControllerForm
    list_display = ("name", "contact_email", "authority_name")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Controller.objects.exists()


class KeyedAdmin(SeenInWords, SharedRowAdmin):
    """Rows that the code and the seed know by key: the key is chosen once."""

    ordering = ("order", "key")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Say at the key what a key is."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "key" and field is not None:
            field.help_text = _("A short name for the row, chosen once: letters a to z, digits, hyphen and full stop.")
            field.validators = [RegexValidator(KEY, field.help_text), MaxLengthValidator(db_field.max_length)]
        return field

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("key",) if obj is not None else ()


@admin.register(Purpose)
class PurposeAdmin(KeyedAdmin):
    form = PurposeForm
    list_display = ("__str__", "legal_basis", "assessment", "is_in_notice")
    change_list_template = "admin/privacy/purpose/change_list.html"

    def get_urls(self) -> list[URLPattern]:
        show = self.admin_site.admin_view(partial(reading.show, admin_site=self.admin_site))
        record = self.admin_site.admin_view(self.record)
        own = [path("register/", show, name="privacy_register"), path("record/", record, name="privacy_purpose_record")]
        return [*own, *super().get_urls()]

    def record(self, request: HttpRequest) -> HttpResponse:
        """Show and hand out the record of processing activities."""
        return record_page(request, self)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        more = {"may_see_record": may_see_record(request)}
        return super().changelist_view(request, {**more, **(extra_context or {})})


@admin.register(KnownDefect)
class KnownDefectAdmin(KeyedAdmin):
    list_display = ("about", "reference", "text_here")
    list_filter = ("reference",)
    search_fields = ("about", "reference")

    @admin.display(description=_("what is wrong"))
    def text_here(self, defect: KnownDefect) -> str:
        return in_language(defect.text)


class AcceptedGapForm(forms.ModelForm):
    """A reason belongs to one of the rules that stop a publication."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "gap" in self.fields:
            rules = [rule for rule in all_rules().values() if rule.priority.blocks]
            self.fields["gap"] = forms.ChoiceField(
                label=self.fields["gap"].label, choices=[(rule.id, f"{rule.id} {rule.title}") for rule in rules]
            )


@admin.register(AcceptedGap)
class AcceptedGapAdmin(admin.ModelAdmin):
    form = AcceptedGapForm
    list_display = ("gap", "reason", "decided_by", "decided_on", "until")
