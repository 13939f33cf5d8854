"""Admin of the statements of the policy, with a preview beside the form."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy.register import operations as register
from privacy.register.admin import KeyedAdmin
from privacy.register.frozen import rows as frozen
from privacy.register.frozen.codec import read
from privacy.register.statements import preview as previewing
from privacy.register.statements.forms import StatementForm
from privacy.register.statements.models import Statement
from privacy.register.statements.queries import section_titles
from privacy.staff import acts
from privacy.staff.list_pages import ListPagesAdmin
from privacy.web.methods import post_only

_NEW = "new-statement"


class SectionFilter(admin.SimpleListFilter):
    """The statements of one section, called by its heading."""

    title = gettext_lazy("section")
    parameter_name = "section"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(section_titles().items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Statement]) -> QuerySet[Statement]:
        return queryset.filter(section=self.value()) if self.value() else queryset


@admin.register(Statement)
class StatementAdmin(ListPagesAdmin, KeyedAdmin):
    form = StatementForm
    search_fields = ("text", "otherwise", "section")
    list_display_links = ("beginning",)
    list_filter = (SectionFilter,)
    change_form_template = "admin/privacy/statement/change_form.html"
    fieldsets = (
        (None, {"fields": ("text",)}),
        (gettext_lazy("Where it stands"), {"fields": ("section", "order", "key")}),
        (
            gettext_lazy("What it promises and speaks about"),
            {"fields": ("promises", "rows", "conditions", "otherwise")},
        ),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[tuple[Any, Any]]:
        """Return the fieldsets; who only reads sees the section by its heading."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        told = {"section": "section_title"}
        return [
            (title, {**options, "fields": [told.get(name, name) for name in options["fields"]]})
            for title, options in fieldsets
        ]

    @admin.display(description=gettext_lazy("section"))
    def section_title(self, statement: Statement) -> str:
        return section_titles()[statement.section]

    @admin.display(description=gettext_lazy("begins with"))
    def beginning(self, statement: Statement) -> str:
        return statement.beginning

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        titles = section_titles()

        @admin.display(description=gettext_lazy("section"), ordering="section")
        def section(statement: Statement) -> str:
            return titles[statement.section]

        return ["beginning", section, "promise_numbers", "key"]

    @admin.display(description=gettext_lazy("promises"))
    def promise_numbers(self, statement: Statement) -> str:
        return ", ".join(statement.promises)

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Return the form class, with the draft register as the source of its choices."""
        form: Any = super().get_form(request, *args, **kwargs)
        form.draft = register.freeze(now=timezone.now())
        return form

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(post_only(self.preview))
        own = [path("preview/", view, name="privacy_statement_preview")]
        return [*own, *super().get_urls()]

    def response_change(self, request: HttpRequest, obj: Statement) -> HttpResponse:
        """Go on to the page that publishes, if staff pressed that button."""
        return _to_publishing(request) or super().response_change(request, obj)

    def response_add(self, request: HttpRequest, obj: Statement, post_url_continue: str | None = None) -> HttpResponse:
        return _to_publishing(request) or super().response_add(request, obj, post_url_continue)

    @acts.reversible("It shows a text and stores nothing.")
    def preview(self, request: HttpRequest) -> HttpResponse:
        """Render a preview of the unsaved form: a fragment for the form's script, or a whole page without scripts."""
        if not (request.user.has_perm("privacy.change_statement") or request.user.has_perm("privacy.add_statement")):
            raise PermissionDenied
        shown = previewing.preview(statement=_written(request), now=timezone.now())
        is_part = request.headers.get("X-Requested-With") == "preview"
        context: dict[str, Any] = {"preview": shown}
        if not is_part:
            context |= {**self.admin_site.each_context(request), "title": _("Preview"), "opts": self.opts}
        name = "preview_part" if is_part else "preview"
        return render(request, f"admin/privacy/statement/{name}.html", context)


def _to_publishing(request: HttpRequest) -> HttpResponse | None:
    is_asked = "_publish" in request.POST and request.user.has_perm("privacy.add_revision")
    return redirect("admin:privacy_revision_publish") if is_asked else None


def _written(request: HttpRequest) -> frozen.Statement:
    """Return the statement in the submitted form, without validation."""
    codes = [code for code, _name in settings.LANGUAGES]
    texts = {
        name: {code: words for code in codes if (words := request.POST.get(f"{name}_{code}", ""))}
        for name in ("text", "otherwise")
    }
    lists = {name: request.POST.getlist(name) for name in ("promises", "rows", "conditions")}
    key, section = request.POST.get("key") or request.POST.get("_of") or _NEW, request.POST.get("section") or _NEW
    return read(frozen.Statement, {"key": key, "section": section, **texts, **lists})
