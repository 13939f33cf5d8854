"""The page on which the whole register can be read, both halves side by side, with what is not published yet."""

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from privacy.policy import reading
from privacy.purposes.models import Purpose
from privacy.register.operations import freeze


def show(request: HttpRequest, admin_site: AdminSite) -> HttpResponse:
    """Show the draft register to whoever may view its purposes."""
    if not request.user.has_perm("privacy.view_purpose"):
        raise PermissionDenied
    context = {
        **admin_site.each_context(request),
        "title": _("The register"),
        "opts": Purpose._meta,
        "reading": reading.read(freeze()),
    }
    return render(request, "admin/privacy/purpose/reading.html", context)
