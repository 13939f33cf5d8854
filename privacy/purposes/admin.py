"""The draft register: what staff edit before they publish it."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from privacy.policy import admin_reading as reading
from privacy.purposes.forms import ControllerForm, PurposeForm
from privacy.purposes.models import Controller, Purpose
from privacy.record.admin import may_see_record, record_page
from privacy.register.admin import KeyedAdmin


@admin.register(Controller)
class ControllerAdmin(admin.ModelAdmin):
    form = ControllerForm
    list_display = ("name", "contact_email", "authority_name")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Controller.objects.exists()


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
