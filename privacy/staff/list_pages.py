"""Admin pages beside another module's list, such as the record of processing beside the purposes."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.functional import Promise

from privacy.staff import acts
from privacy.staff.lookups import DeclaredLookupsAdmin

View = Callable[[HttpRequest, admin.ModelAdmin], HttpResponse]


@dataclass(frozen=True, kw_only=True)
class ListPage:
    """A page beside the list of a model; ``route`` is its path below the list."""

    model: type[Model]
    route: str
    name: str
    title: str | Promise
    is_allowed: Callable[[HttpRequest], bool]
    view: View


_pages: list[ListPage] = []


def list_page(
    *, model: type[Model], route: str, name: str, title: str | Promise, is_allowed: Callable[[HttpRequest], bool]
) -> Callable[[View], View]:
    """Register a view, called with the request and the model's admin, as a page beside the model's list."""

    def register(view: View) -> View:
        _pages.append(ListPage(model=model, route=route, name=name, title=title, is_allowed=is_allowed, view=view))
        return view

    return register


class ListPagesAdmin(DeclaredLookupsAdmin):
    """A list with links to the pages that are registered for its model."""

    change_list_template = "admin/privacy/list_with_pages.html"

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(page.route, self.admin_site.admin_view(self._view_of(page)), name=page.name)
            for page in _pages
            if page.model is self.model
        ]
        return [*own, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        shown = [page for page in _pages if page.model is self.model and page.is_allowed(request)]
        return super().changelist_view(request, {"list_pages": shown, **(extra_context or {})})

    def _view_of(self, page: ListPage) -> View:
        """Return the view of a page, marked as the registered function is (``privacy.staff.acts``)."""
        view = partial(self._serve, page=page)
        setattr(view, acts.MARK, acts.mark_of(page.view))
        return view

    def _serve(self, request: HttpRequest, page: ListPage) -> HttpResponse:
        return page.view(request, self)
