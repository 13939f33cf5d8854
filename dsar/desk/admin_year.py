"""Admin page: the requests of a year in figures."""

from collections.abc import Callable

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from dsar.cases import yearly
from privacy.documents.spreadsheets import csv_text
from privacy.staff import acts


def page(model_admin: admin.ModelAdmin) -> Callable[..., HttpResponse]:
    """Return the view of a year's figures, also as CSV, for staff who may see requests."""

    @acts.reads
    def view(request: HttpRequest) -> HttpResponse:
        if not model_admin.has_view_permission(request):
            raise PermissionDenied
        now = timezone.now()
        years = yearly.years(now)
        wanted = request.GET.get("year", "")
        year = next((year for year in years if str(year) == wanted), years[0])
        figures = yearly.figures_of(year, now)
        if request.GET.get("format") == "csv":
            answer = HttpResponse(csv_text(yearly.as_rows(figures)), content_type="text/csv; charset=utf-8")
            answer["Content-Disposition"] = f'attachment; filename="requests-{year}.csv"'
            return answer
        context = {
            **model_admin.admin_site.each_context(request),
            "opts": model_admin.opts,
            "title": _("The requests of %(year)s in figures") % {"year": year},
            "years": years,
            "figures": figures,
        }
        return render(request, "admin/dsar/case/year.html", context)

    return view
