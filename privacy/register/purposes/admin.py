"""Admin of the controller and of the purposes, in the draft register."""

from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils import timezone

from privacy.register.admin import KeyedAdmin
from privacy.register.purposes.forms import ControllerForm, PurposeForm
from privacy.register.purposes.models import Controller, Purpose
from privacy.register.purposes.operations import confirm_changes
from privacy.staff.list_pages import ListPagesAdmin


@admin.register(Controller)
class ControllerAdmin(ListPagesAdmin):
    form = ControllerForm
    list_display = ("name", "contact_email", "authority_name")

    def save_model(self, request: HttpRequest, obj: Controller, form: Any, change: bool) -> None:
        """Save, and record who said what the company runs itself."""
        before = Controller.objects.values_list("runs_itself", flat=True).first() or []
        super().save_model(request, obj, form, change)
        # The admin admits accounts only, never an anonymous user.
        by = cast("User", request.user)
        confirm_changes(before=before, after=obj.runs_itself, by=by, now=timezone.now())

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Controller.objects.exists()


@admin.register(Purpose)
class PurposeAdmin(ListPagesAdmin, KeyedAdmin):
    form = PurposeForm
    search_fields = ("title", "description", "data")
    list_display = ("__str__", "legal_basis", "assessment", "is_in_notice")
