"""Admin pages beside another module's list, such as the record of processing beside the purposes."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.functional import Promise

from privacy.staff import acts
from privacy.staff.lookups import DeclaredLookupsAdmin

View = Callable[..., HttpResponse]


@dataclass(frozen=True, kw_only=True)
class ListPage:
    """A page beside the list of a model; ``route`` is its path below the list, whose parts the view gets by name."""

    model: type[Model]
    route: str
    name: str
    title: str | Promise
    is_allowed: Callable[[HttpRequest], bool]
    view: View
    is_listed: bool = True


_pages: list[ListPage] = []


def list_page(
    *,
    model: type[Model],
    route: str,
    name: str,
    title: str | Promise,
    is_allowed: Callable[[HttpRequest], bool],
    is_listed: bool = True,
) -> Callable[[View], View]:
    """Register a view, called with the request and the model's admin, as a page beside the model's list.

    ``is_listed``: the list links to it.
    """

    def register(view: View) -> View:
        page = ListPage(
            model=model, route=route, name=name, title=title, is_allowed=is_allowed, view=view, is_listed=is_listed
        )
        _pages.append(page)
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
        own = [page for page in _pages if page.model is self.model and page.is_listed]
        shown = [page for page in own if page.is_allowed(request)]
        return super().changelist_view(request, {"list_pages": shown, **(extra_context or {})})

    def _view_of(self, page: ListPage) -> View:
        """Return the view of a page, marked as the registered function is (``privacy.staff.acts``)."""
        view = partial(self._serve, page=page)
        setattr(view, acts.MARK, acts.mark_of(page.view))
        return view

    def _serve(self, request: HttpRequest, page: ListPage, **parts: Any) -> HttpResponse:
        return page.view(request, self, **parts)
