"""Admin of the draft register of services and storage."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from consent.services.forms import ServiceForm, StorageItemForm
from consent.services.models import Service, StorageItem
from privacy.law.durations import lifetime_in_words
from privacy.register.admin import SeenInWords
from privacy.staff.folding import FoldsTheRest
from privacy.staff.list_pages import ListPagesAdmin

_FIRST = ("name", "category", "lifetime_seconds", "description")


class StorageItemInline(FoldsTheRest, admin.StackedInline):
    model = StorageItem
    form = StorageItemForm
    first_fields = _FIRST
    extra = 0
    show_change_link = True


@admin.register(Service)
class ServiceAdmin(SeenInWords):
    form = ServiceForm
    first_fields = ("key", "name", "vendor", "category", "purposes", "description", "data", "adapter", "site_id")
    list_display = ("name", "vendor", "category", "key")
    list_filter = ("category", "vendor")
    list_select_related = ("vendor",)
    search_fields = ("name", "key", "vendor__name")
    inlines = (StorageItemInline,)


@admin.register(StorageItem)
class StorageItemAdmin(SeenInWords, ListPagesAdmin):
    form = StorageItemForm
    first_fields = ("service", *_FIRST)
    list_display = ("name", "service", "kind", "category", "lifetime", "deletable_by", "verified_on")
    list_filter = ("category", "service", "kind", "deletable_by", "is_in_published_policy")
    list_select_related = ("service",)
    search_fields = ("name",)

    @admin.display(description=gettext_lazy("lifetime"), ordering="lifetime_seconds")
    def lifetime(self, item: StorageItem) -> str:
        return lifetime_in_words(item.lifetime_seconds)
