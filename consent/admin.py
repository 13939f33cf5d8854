"""Where staff keep the draft register of services and storage, and read (never change) what was agreed."""

from django.contrib import admin

from consent import admin_audit, admin_counts  # noqa: F401 - register themselves
from consent.forms_register import ServiceForm, StorageItemForm
from consent.models import ConsentRecord, InterfaceText, Service, StorageItem
from privacy.admin.read_only import ReadOnlyAdmin
from privacy.admin.seeing import SeenInWords


class StorageItemInline(admin.StackedInline):
    model = StorageItem
    form = StorageItemForm
    extra = 0
    show_change_link = True


@admin.register(Service)
class ServiceAdmin(SeenInWords):
    form = ServiceForm
    list_display = ("name", "vendor", "category", "key")
    list_filter = ("category", "vendor")
    list_select_related = ("vendor",)
    inlines = (StorageItemInline,)


@admin.register(StorageItem)
class StorageItemAdmin(SeenInWords):
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
