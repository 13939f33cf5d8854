"""Where staff keep the draft register of services and storage, and read (never change) what was agreed."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from consent import admin_audit, admin_counts  # noqa: F401 - register themselves
from consent.enums import Category
from consent.models import ConsentRecord, InterfaceText, Service, StorageItem
from privacy.admin.read_only import ReadOnlyAdmin
from privacy.models import Purpose


class StorageItemForm(forms.ModelForm):
    """A storage item as staff enter it: what is necessary is reviewed by somebody, on a day (LAW C-14)."""

    class Meta:
        model = StorageItem
        fields = "__all__"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("category") == Category.NECESSARY:
            for name, message in (
                ("justification", _("Say why it is necessary.")),
                ("reviewer", _("Enter who reviewed that it is necessary.")),
                ("reviewed_on", _("Enter when it was reviewed.")),
            ):
                if name not in self.errors and not cleaned.get(name):
                    self.add_error(name, message)
        return cleaned


class StorageItemInline(admin.StackedInline):
    model = StorageItem
    form = StorageItemForm
    extra = 0
    show_change_link = True


class ServiceForm(forms.ModelForm):
    """A service as staff enter it: its purposes are ticked among those of the register."""

    purposes = forms.MultipleChoiceField(
        label=_("purposes"), widget=forms.CheckboxSelectMultiple, help_text=_("What its data is used for (LAW P13).")
    )

    class Meta:
        model = Service
        fields = "__all__"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {one.key: str(one) for one in Purpose.objects.filter(is_in_notice=True)}
        gone = {key: _("%(key)s (not in the register)") % {"key": key} for key in self.instance.purposes}
        cast("forms.ChoiceField", self.fields["purposes"]).choices = list((gone | known).items())


@admin.register(Service)
class ServiceAdmin(admin.ModelAdmin):
    form = ServiceForm
    list_display = ("name", "vendor", "category", "key")
    list_filter = ("category", "vendor")
    list_select_related = ("vendor",)
    inlines = (StorageItemInline,)


@admin.register(StorageItem)
class StorageItemAdmin(admin.ModelAdmin):
    form = StorageItemForm
    list_display = ("name", "service", "kind", "category", "lifetime_seconds", "deletable_by", "verified_on")
    list_filter = ("category", "service", "kind", "deletable_by", "is_in_published_policy")
    list_select_related = ("service",)
    search_fields = ("name",)


@admin.register(ConsentRecord)
class ConsentRecordAdmin(ReadOnlyAdmin):
    list_display = ("id", "given_at", "granted", "revision", "language", "surface", "control", "withdrawn_at")
    list_filter = ("language", "surface", "control")
    list_select_related = ("revision",)
    date_hierarchy = "given_at"


@admin.register(InterfaceText)
class InterfaceTextAdmin(ReadOnlyAdmin):
    list_display = ("sha256", "language")
