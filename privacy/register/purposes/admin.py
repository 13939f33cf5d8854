"""Admin of the controller and of the purposes, in the draft register."""

from django.contrib import admin
from django.http import HttpRequest

from privacy.register.admin import KeyedAdmin
from privacy.register.purposes.forms import ControllerForm, PurposeForm
from privacy.register.purposes.models import Controller, Purpose
from privacy.staff.list_pages import ListPagesAdmin


@admin.register(Controller)
class ControllerAdmin(ListPagesAdmin):
    form = ControllerForm
    list_display = ("name", "contact_email", "authority_name")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Controller.objects.exists()


@admin.register(Purpose)
class PurposeAdmin(ListPagesAdmin, KeyedAdmin):
    form = PurposeForm
    list_display = ("__str__", "legal_basis", "assessment", "is_in_notice")
