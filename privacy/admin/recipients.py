"""Recipients, adequacy decisions and what carries each transfer, as staff read and edit them."""

from django.contrib import admin

from privacy.admin.register import KeyedAdmin
from privacy.models import AdequacyDecision, Vendor


@admin.register(Vendor)
class VendorAdmin(KeyedAdmin):
    list_display = ("name", "legal_entity", "role", "tool", "halted_at")


@admin.register(AdequacyDecision)
class AdequacyDecisionAdmin(admin.ModelAdmin):
    list_display = ("country", "scope", "decision", "checked_on", "suspended_on")
