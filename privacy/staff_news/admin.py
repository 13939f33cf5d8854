"""The page on which everybody of the staff decides when they are told."""

from typing import Any, ClassVar, cast

from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone

from privacy.staff import acts
from privacy.staff.lookups import DeclaredLookupsAdmin
from privacy.staff_news.errors import NotForStaff
from privacy.staff_news.languages import SESSION_KEY
from privacy.staff_news.models import StaffPreference
from privacy.staff_news.operations import choose_language, preference_of
from privacy.staff_news.queries import is_told
from privacy.web.redirects import existing_target


@admin.register(StaffPreference)
class StaffPreferenceAdmin(DeclaredLookupsAdmin):
    """One's own row only, for whoever may be told of something."""

    fields = ("when",)
    radio_fields: ClassVar = {"when": admin.VERTICAL}

    def get_queryset(self, request: HttpRequest) -> QuerySet[StaffPreference]:
        return super().get_queryset(request).filter(user=request.user.pk)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        # The admin admits accounts only, never an anonymous user.
        own = preference_of(cast("User", request.user), now=timezone.now())
        return redirect("admin:privacy_staffpreference_change", own.pk)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.language_view)
        return [path("language/", view, name="privacy_staffpreference_language"), *super().get_urls()]

    @acts.reversible("Everybody chooses again in the header.")
    def language_view(self, request: HttpRequest) -> HttpResponse:
        """Change the language of whoever is logged in, and return to the page that they came from."""
        if request.method != "POST":
            raise Http404
        language = request.POST.get("language", "")
        try:
            choose_language(user=cast("User", request.user), language=language, now=timezone.now())
        except NotForStaff as error:
            raise Http404 from error
        request.session[SESSION_KEY] = language
        return redirect(existing_target(request, request.POST.get("next", "")) or "admin:index")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_told(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return is_told(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return is_told(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
