"""Admin page: each person whose address was kept under several spellings."""

from collections.abc import Callable

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from dsar.people.spellings import people_with_several_spellings
from privacy.staff import acts


def page(model_admin: admin.ModelAdmin) -> Callable[..., HttpResponse]:
    """Return the view that lists people with several spellings, for staff who work on requests."""

    @acts.reads
    def view(request: HttpRequest) -> HttpResponse:
        if not (request.user.has_perm("dsar.work_case") or request.user.has_perm("dsar.decide_case")):
            raise PermissionDenied
        context = {
            **model_admin.admin_site.each_context(request),
            "opts": model_admin.opts,
            "title": _("One mailbox, several spellings"),
            "people": people_with_several_spellings(),
        }
        return render(request, "admin/dsar/case/spellings.html", context)

    return view
