"""The filters that a member of the staff has saved: one's own only."""

from typing import Any, cast

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy.staff import saved_filters
from privacy.staff.lookups import DeclaredLookupsAdmin
from privacy.staff.models import SavedFilter


def list_address(model: str) -> str:
    """Return the address of the list of a model by its label. Raises ``PermissionDenied`` if it has none."""
    try:
        found = apps.get_model(model)
    except (LookupError, ValueError) as error:
        raise PermissionDenied from error
    if not admin.site.is_registered(found):
        raise PermissionDenied
    return reverse(f"admin:{found._meta.app_label}_{found._meta.model_name}_changelist")


@admin.register(SavedFilter)
class SavedFilterAdmin(DeclaredLookupsAdmin):
    """Give the filter of a list a name, find it again, remove it."""

    fields = ("name",)
    list_display = ("name", "which_list")

    @admin.display(description=gettext_lazy("list"))
    def which_list(self, row: SavedFilter) -> str:
        return str(capfirst(apps.get_model(row.model)._meta.verbose_name_plural or row.model))

    def get_queryset(self, request: HttpRequest) -> QuerySet[SavedFilter]:
        return super().get_queryset(request).filter(user=request.user.pk)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        list_address(request.GET.get("model", ""))
        return super().add_view(request, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: SavedFilter, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        kept = saved_filters.save(
            # The admin admits accounts only, never an anonymous user.
            user=cast("User", request.user),
            model=request.GET["model"],
            name=form.cleaned_data["name"],
            query=request.GET.get("query", ""),
            now=timezone.now(),
        )
        obj.pk, obj.model, obj.query = kept.pk, kept.model, kept.query

    def response_add(self, request: HttpRequest, obj: SavedFilter, post_url_continue: Any = None) -> HttpResponse:
        messages.success(request, _("The filter is saved. You find it above the list."))
        return HttpResponseRedirect(f"{list_address(obj.model)}?{obj.query}")

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Note nothing: it is about nobody but the member of the staff."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Stand in no menu: the filters are found at their lists."""
        return False

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return _sees_lists(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _sees_lists(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return _sees_lists(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return _sees_lists(request)


def _sees_lists(request: HttpRequest) -> bool:
    """Tell whether an account may open anything that has a list."""
    return bool(cast("User", request.user).get_all_permissions())
