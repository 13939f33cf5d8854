"""Admin page: which addresses are the same person's as the one that asked."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _

from dsar.cases import channels
from dsar.cases.models import Contact
from dsar.desk.decision import may_work
from dsar.desk.forms_intake import SamePersonForm
from dsar.people import operations as people
from dsar.people.errors import SameAlready
from dsar.people.models import SameAddress
from privacy.staff import acts

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def urls(model_admin: admin.ModelAdmin) -> list[URLPattern]:
    """Return the page of this module for the admin of requests."""
    view = model_admin.admin_site.admin_view(page(model_admin))
    return [path("<uuid:case_id>/same/", view, name="dsar_case_same")]


def page(model_admin: admin.ModelAdmin) -> Callable[..., HttpResponse]:
    """Return the view that says that two addresses are one person's, and takes it back."""

    @acts.reversible("The same page takes it back.")
    def view(request: HttpRequest, case_id: UUID) -> HttpResponse:
        if not may_work(request.user):
            raise PermissionDenied
        contact = get_object_or_404(Contact.objects.select_related("case"), case=case_id)
        staff, now = cast("User", request.user), timezone.now()
        joined = SameAddress.objects.filter(person__in=SameAddress.objects.filter(email=contact.email).values("person"))
        if request.method == "POST" and "part" in request.POST:
            people.part(address=get_object_or_404(joined, pk=request.POST["part"]), staff=staff, now=now)
            return redirect("admin:dsar_case_same", case_id)
        form = SamePersonForm(request.POST if request.method == "POST" else None)
        if form.is_bound and form.is_valid():
            given = form.cleaned_data
            try:
                people.join(
                    one=contact.email_written, other=given["email"], reason=given["reason"], staff=staff, now=now
                )
                channels.tell_joined(case=contact.case, now=now)
                return redirect("admin:dsar_case_same", case_id)
            except SameAlready as error:
                form.add_error("email", str(error))
        context: dict[str, Any] = {
            **model_admin.admin_site.each_context(request),
            "opts": model_admin.opts,
            "title": f"{_('The same person')} – {contact.case.reference}",
            "case": contact.case,
            "contact": contact,
            "joined": joined,
            "form": form,
        }
        return render(request, "admin/dsar/case/same.html", context)

    return view
