"""Admin page that shows the whole draft register: its rows, the declarations in code, and unpublished changes."""

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy.policy import reading
from privacy.register.operations import freeze
from privacy.register.purposes.models import Purpose
from privacy.staff import acts
from privacy.staff.list_pages import list_page


def _may_read(request: HttpRequest) -> bool:
    return bool(request.user.has_perm("privacy.view_purpose"))


@list_page(
    model=Purpose,
    route="register/",
    name="privacy_register",
    title=gettext_lazy("Read the register"),
    is_allowed=_may_read,
)
@acts.reads
def show(request: HttpRequest, admin: ModelAdmin) -> HttpResponse:
    """Show the draft register to staff who have permission to view purposes."""
    if not _may_read(request):
        raise PermissionDenied
    context = {
        **admin.admin_site.each_context(request),
        "title": _("The register"),
        "opts": admin.opts,
        "reading": reading.read(freeze(now=timezone.now())),
    }
    return render(request, "admin/privacy/purpose/reading.html", context)
