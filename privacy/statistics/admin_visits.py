"""Admin of visits: charts and tables by month, with small numbers hidden."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from privacy.conf import privacy_settings
from privacy.documents.spreadsheets import csv_text
from privacy.law.deadlines import add_months, local_date
from privacy.staff import acts
from privacy.staff.charts import charts_for, may_see_charts
from privacy.staff.read_only import ReadOnlyAdmin
from privacy.statistics import queries
from privacy.statistics.models import VisitCount


@admin.register(VisitCount)
class VisitCountAdmin(ReadOnlyAdmin):
    short_because = "its list is a page of whole months"

    def get_urls(self) -> list[URLPattern]:
        pictures = self.admin_site.admin_view(self.charts_view)
        return [path("charts/", pictures, name="privacy_charts"), *super().get_urls()]

    @acts.reads
    def charts_view(self, request: HttpRequest) -> HttpResponse:
        """Show every chart that the member of staff may see."""
        if not may_see_charts(request.user):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("In pictures"),
            "charts": charts_for(request.user, timezone.now()),
        }
        return render(request, "admin/privacy/charts.html", context)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show whole months as tables, or as CSV with the same numbers hidden."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        today = local_date(timezone.now())
        last = _month(request.GET.get("to", ""), today)
        first = min(_month(request.GET.get("from", ""), add_months(last, -1)), last)
        tables = queries.visit_tables(first, last)
        if request.GET.get("format") == "csv":
            return _as_csv(tables, first, last)
        context = {
            **self.admin_site.each_context(request),
            "title": capfirst(self.opts.verbose_name_plural),
            "opts": self.opts,
            "tables": tables,
            "first": f"{first:%Y-%m}",
            "last": f"{last:%Y-%m}",
            "limit": privacy_settings().smallest_cell,
        }
        return render(request, "admin/privacy/visitcount/change_list.html", context)

    def change_view(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        """Refuse every request."""
        # A single row may be one person's visit.
        raise PermissionDenied


def _month(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return otherwise.replace(day=1)


def _as_csv(tables: list[queries.VisitTable], first: date, last: date) -> HttpResponse:
    lines = [[table.key, line.key, line.words] for table in tables for line in table.lines]
    content = csv_text([["by", "value", "visits"], *lines])
    answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="visits-{first:%Y-%m}-{last:%Y-%m}.csv"'
    return answer
