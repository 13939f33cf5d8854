"""Where staff keep the draft register of services and storage, and read (never change) what was agreed."""

from django.contrib import admin

from consent.audit import admin as admin_audit  # noqa: F401 - register themselves
from consent.choices.models import ConsentRecord, InterfaceText
from privacy.staff.read_only import ReadOnlyAdmin


@admin.register(ConsentRecord)
class ConsentRecordAdmin(ReadOnlyAdmin):
    list_display = ("id", "given_at", "granted", "revision", "language", "surface", "control", "withdrawn_at")
    list_filter = ("language", "surface", "control")
    list_select_related = ("revision",)
    date_hierarchy = "given_at"


@admin.register(InterfaceText)
class InterfaceTextAdmin(ReadOnlyAdmin):
    list_display = ("sha256", "language")
