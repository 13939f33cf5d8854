"""Admin of published revisions, and the page that publishes the draft."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from privacy.policy import draft, drafting, publishing
from privacy.policy.errors import NothingToStartFrom, PublicationRefused
from privacy.register import basis
from privacy.register.models import Revision
from privacy.staff import acts
from privacy.staff.consequences import SEEN
from privacy.staff.read_only import ReadOnlyAdmin


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    short_because = "staff publish them one by one"
    list_display = ("number", "published_at", "sha256")
    fields = ("number", "published_at", "sha256")

    def get_urls(self) -> list[URLPattern]:
        publish, begin = self.admin_site.admin_view(self.publish), self.admin_site.admin_view(self.begin)
        return [
            path("publish/", publish, name="privacy_revision_publish"),
            path(
                "publish/basis/",
                self.admin_site.admin_view(require_POST(self.add_basis)),
                name="privacy_revision_basis",
            ),
            path(
                "publish/begin/",
                self.admin_site.admin_view(require_POST(self.begin_all)),
                name="privacy_revision_begin_all",
            ),
            path("publish/begin/<slug:rule>/<slug:kind>/", begin, name="privacy_revision_begin"),
            *super().get_urls(),
        ]

    @acts.confirmed
    def publish(self, request: HttpRequest) -> HttpResponse:
        """Show the changes in the draft and the objections to publishing it; publish it on POST."""
        if not request.user.has_perm("privacy.add_revision"):
            raise PermissionDenied
        now = timezone.now()
        if request.method == "POST" and request.POST.get(SEEN) != draft.digest(now):
            messages.warning(request, acts.CHANGED_SINCE)
        elif request.method == "POST":
            try:
                revision = publishing.publish(now=now)
            except PublicationRefused:
                messages.error(request, _("The draft was not published. See what stands in the way below."))
            else:
                messages.success(request, _("Revision %(number)s is in force.") % {"number": revision.number})
                return redirect(reverse("admin:privacy_revision_changelist"))
        reviewed = draft.review(now)
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": _("Publish the draft"),
            "opts": self.opts,
            "draft": reviewed,
            "has_passages": bool(drafting.not_begun(reviewed.findings)),
            "lacking": sum(map(len, basis.missing().values())),
        }
        return render(request, "admin/privacy/revision/publish.html", context)

    @acts.reversible("Rows of the draft are taken out again.")
    def add_basis(self, request: HttpRequest) -> HttpResponse:
        """Add the rows for the processing of the site itself that the register lacks."""
        if not request.user.has_perms(("privacy.add_purpose", "privacy.add_retentionrule")):
            raise PermissionDenied
        count = basis.add(now=timezone.now())
        messages.success(
            request, _("%(count)d rows were added. Read them, and make the periods yours.") % {"count": count}
        )
        return redirect(reverse("admin:privacy_revision_publish"))

    @acts.reversible("Statements of the draft are taken out again.")
    def begin_all(self, request: HttpRequest) -> HttpResponse:
        """Add a statement for each missing passage of the notice that has a suggested text."""
        if not request.user.has_perm("privacy.add_statement"):
            raise PermissionDenied
        begun = drafting.begin_all(now=timezone.now())
        text = _("%(count)d statements were begun. Read each, and make it true before you publish it.")
        messages.success(request, text % {"count": len(begun)})
        return redirect(reverse("admin:privacy_statement_changelist"))

    @acts.reversible("A row of the draft is taken out again.")
    def begin(self, request: HttpRequest, rule: str, kind: str) -> HttpResponse:
        """Add a statement or a purpose to the draft from the linter's suggested text, and open its form."""
        begins = {"statement": drafting.statement_from, "purpose": drafting.purpose_from}
        if request.method != "POST" or kind not in begins:
            raise Http404
        if not request.user.has_perm(f"privacy.add_{kind}"):
            raise PermissionDenied
        try:
            row = begins[kind](rule_id=rule)
        except NothingToStartFrom as error:
            raise Http404 from error
        messages.info(request, _("Here is a text to start from. Make it true before you publish it."))
        return redirect(reverse(f"admin:privacy_{kind}_change", args=[row.pk]))
