"""Admin of published revisions, and the page that publishes the draft."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy.policy import admin_reviewing as reviewing
from privacy.policy import asked, drafting, passages, publication
from privacy.policy.errors import NothingToStartFrom
from privacy.policy.models import TranslationCheck
from privacy.register import basis
from privacy.register.models import Revision
from privacy.runs.admin_asking import ask_for, progress
from privacy.staff import acts
from privacy.staff.read_only import ReadOnlyAdmin
from privacy.web.methods import post_only


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    short_because = "staff publish them one by one"
    list_display = ("number", "published_at", "sha256")
    fields = ("number", "published_at", "checked_translations", "sha256")

    @admin.display(description=gettext_lazy("translations that somebody answered for"))
    def checked_translations(self, revision: Revision) -> SafeString | str:
        """Return the texts that changed in some languages alone, and who said that the others say the same."""
        checks = TranslationCheck.objects.filter(revision=revision.number).select_related("checked_by")
        rows = (
            (
                check.title,
                check.checked_by.get_full_name() or check.checked_by.get_username(),
                date_format(localtime(check.checked_at), "DATETIME_FORMAT"),
            )
            for check in checks
        )
        return format_html_join("", "<p>{}<br><small>{}, {}</small></p>", rows) or "–"

    def get_urls(self) -> list[URLPattern]:
        publish, begin = self.admin_site.admin_view(self.publish), self.admin_site.admin_view(self.begin)
        return [
            path("publish/", publish, name="privacy_revision_publish"),
            path(
                "publish/basis/",
                self.admin_site.admin_view(post_only(self.add_basis)),
                name="privacy_revision_basis",
            ),
            path(
                "publish/begin/",
                self.admin_site.admin_view(post_only(self.begin_all)),
                name="privacy_revision_begin_all",
            ),
            path("publish/begin/<slug:rule>/<slug:kind>/", begin, name="privacy_revision_begin"),
            *super().get_urls(),
        ]

    @acts.confirmed
    def publish(self, request: HttpRequest) -> HttpResponse:
        """Show the changes in the draft and the objections to publishing it; have a worker publish it on POST."""
        if not request.user.has_perm("privacy.add_revision"):
            raise PermissionDenied
        if request.method == "POST":
            same = request.POST.getlist("same")
            ask_for(request, publication.KIND, asked.details(draft=request.POST.get("draft", ""), same=same))
            return redirect("admin:privacy_revision_publish")
        if part := progress(request, *reviewing.SHOWN):
            return part
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            **reviewing.context(request, timezone.now()),
            "title": _("Publish the draft"),
            "opts": self.opts,
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
        """Have a worker add a statement for each missing passage of the notice that has a suggested text."""
        if not request.user.has_perm("privacy.add_statement"):
            raise PermissionDenied
        ask_for(request, passages.KIND)
        return redirect(reverse("admin:privacy_revision_publish"))

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
