"""Pages on which staff look at an issue as its readers get it, plan it, and steer it while it is sent."""

from collections import Counter
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from newsletter.issues import campaign, fields
from newsletter.issues import operations as issues
from newsletter.issues.emails import IssueMail, largest_with_pictures, previews_as_sent
from newsletter.issues.enums import IssueState, PauseReason
from newsletter.issues.errors import IssueInAnotherState, NobodyToSendTo, PictureMissing, StartIsPast
from newsletter.issues.forms import StartForm
from newsletter.issues.models import Delivery, DeliveryQuerySet, Issue, IssuePicture
from newsletter.issues.queries import (
    audience,
    count_undelivered,
    missed_copies,
    progress,
    recipients_of,
    without_issue,
)
from privacy.documents.spreadsheets import csv_text
from privacy.pictures.enums import ImageKind
from privacy.register.languages.fields import name_of
from privacy.staff import acts
from privacy.staff.consequences import Consequences, MailPreview, RowGroup, Text
from privacy.staff.saving import SharedRowAdmin
from privacy.web.methods import post_only

# What a mail may do in a frame: nothing but show its own styles.
_IN_A_FRAME = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"
_SCHEMES = {"light": "not all", "dark": "all"}


class SendingPages(SharedRowAdmin):
    """Adds the pages to the admin of issues."""

    def get_urls(self) -> list[URLPattern]:
        pages = {
            "send": self.send,
            "steer": post_only(self.steer),
            "cancel": self.cancel,
            "again": self.again,
            "missed": self.missed,
        }
        urls = [
            path(f"<uuid:issue_id>/{name}/", self.admin_site.admin_view(page), name=f"newsletter_issue_{name}")
            for name, page in pages.items()
        ]
        mail = self.admin_site.admin_view(self.mail)
        urls.append(path("<uuid:issue_id>/mail/<slug:kind>/", mail, name="newsletter_issue_mail"))
        picture = self.admin_site.admin_view(self.picture)
        urls.append(path("<uuid:issue_id>/picture/<int:number>/", picture, name="newsletter_issue_picture"))
        return [*urls, *super().get_urls()]

    @acts.confirmed
    def send(self, request: HttpRequest, issue_id: UUID) -> HttpResponse:
        """Show the mail itself, who gets it and who does not; plan on POST what was seen."""
        issue = get_object_or_404(Issue, pk=issue_id)
        user = _editor(request)
        if refused := _refused(request, issue):
            return refused
        shown = _of_sending(issue)
        form = StartForm(request.POST if request.method == "POST" else None)
        if shown.were_seen(request) and form.is_valid():
            return self._plan(request, issue, form.cleaned_data["starts_at"], user)
        if acts.is_stale(request, shown):
            messages.warning(request, acts.CHANGED_SINCE)
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": _("Preview and send"),
            "opts": self.opts,
            "issue": issue,
            "may_start": issue.state in (IssueState.DRAFT, IssueState.FROZEN),
            "form": form,
            "languages": [(code, name_of(code)) for code, _title in settings.LANGUAGES if issue.body.get(code)],
            "recipients": recipients_of(issue),
            "consequences": shown,
            "progress": progress(issue),
            "missed": missed_copies(issue)[:_SHOWN],
            "undelivered": count_undelivered(issue),
            "undo_seconds": int(campaign.MAY_UNDO.total_seconds()),
        }
        response = render(request, "admin/newsletter/issue/send.html", context)
        response._csp_update = {"frame-src": ["'self'"]}  # type: ignore[attr-defined]  # noqa: SLF001 - so django-csp is told
        return response

    def _plan(self, request: HttpRequest, issue: Issue, starts_at: datetime | None, user: User) -> HttpResponse:
        try:
            count = campaign.schedule(issue_id=issue.pk, starts_at=starts_at, by=user, now=timezone.now())
        except IssueInAnotherState:
            messages.error(request, _("The issue is on its way or has been sent. An issue is sent once."))
        except NobodyToSendTo:
            messages.error(request, _("Nobody subscribes yet, so there is nobody to send it to."))
        except PictureMissing:
            messages.error(request, _("The text names a picture that the issue does not have."))
        except StartIsPast:
            messages.error(request, _("Choose a time that is still to come."))
        else:
            text = ngettext(
                "The issue will be sent to %(count)s person.", "The issue will be sent to %(count)s people.", count
            )
            messages.success(request, text % {"count": count})
        return _back(issue.pk)

    @acts.reversible("What is paused goes on, what goes on is paused; an undone issue is there as a draft.")
    def steer(self, request: HttpRequest, issue_id: UUID) -> HttpResponse:
        """Undo, pause or continue an issue, send a test of it, or copy its texts: by the button."""
        issue, user, now = get_object_or_404(Issue, pk=issue_id), _editor(request), timezone.now()
        if refused := _refused(request, issue):
            return refused
        try:
            match request.POST.get("act"):
                case "undo" if issue.state == IssueState.SCHEDULED:
                    draft = campaign.undo(issue_id=issue.pk, by=user, now=now)
                    messages.success(request, _("Nothing was sent. Here is the issue as a draft."))
                    return redirect(reverse("admin:newsletter_issue_change", args=[draft.pk]))
                case "copy":
                    draft = campaign.copy_as_draft(issue_id=issue.pk, now=now)
                    return redirect(reverse("admin:newsletter_issue_change", args=[draft.pk]))
                case "pause":
                    campaign.pause(issue_id=issue.pk, reason=PauseReason.STAFF, by=user, now=now)
                case "go_on":
                    campaign.go_on(issue_id=issue.pk, by=user, now=now)
                case "test":
                    campaign.send_test(issue_id=issue.pk, to=user, now=now)
                    messages.success(request, _("A test is on its way to %(address)s.") % {"address": user.email})
                case _:
                    raise IssueInAnotherState
        except IssueInAnotherState:
            messages.error(request, acts.CHANGED_SINCE)
        return _back(issue.pk)

    @acts.confirmed
    def cancel(self, request: HttpRequest, issue_id: UUID) -> HttpResponse:
        """Show who would not get the issue any more; cancel it on POST."""
        issue, user = get_object_or_404(Issue, pk=issue_id), _editor(request)
        waiting = issue.deliveries.pending().count()
        line = ngettext("%(count)s person does not get it, ever.", "%(count)s people do not get it, ever.", waiting)
        shown = Consequences(lines=(line % {"count": waiting}, _("Those who have it keep it.")))
        back = reverse("admin:newsletter_issue_send", args=[issue.pk])
        asked = acts.confirm(
            request,
            self,
            shown,
            title=_("Cancel the issue"),
            button=_("Cancel the issue"),
            back=back,
        )
        if asked is not None:
            return asked
        try:
            campaign.cancel(issue_id=issue.pk, by=user, now=timezone.now())
        except IssueInAnotherState:
            messages.error(request, acts.CHANGED_SINCE)
        return _back(issue.pk)

    @acts.confirmed
    def again(self, request: HttpRequest, issue_id: UUID) -> HttpResponse:
        """Show which copies were refused or interrupted; send them once more on POST."""
        issue, user = get_object_or_404(Issue, pk=issue_id), _editor(request)
        copies = Delivery.objects.filter(issue=issue).undelivered()
        asked = acts.confirm(
            request,
            self,
            of_copies(copies, SENT_AGAIN),
            title=_("Try the refused and the interrupted copies again"),
            button=_("Send them again"),
            back=reverse("admin:newsletter_issue_send", args=[issue.pk]),
        )
        if asked is not None:
            return asked
        count = issues.send_again(deliveries=copies, by=user, now=timezone.now())
        text = ngettext("%(count)s copy is sent again.", "%(count)s copies are sent again.", count)
        messages.success(request, text % {"count": count})
        return _back(issue.pk)

    @acts.reads
    def missed(self, request: HttpRequest, issue_id: UUID) -> HttpResponse:
        """Return as CSV who did not get the issue and why."""
        issue = get_object_or_404(Issue, pk=issue_id)
        if not request.user.has_perm("newsletter.view_delivery"):
            raise PermissionDenied
        head = (_("Copy"), _("state"), _("why"), _("attempts"))
        copies = (
            (str(copy.pk), str(copy.get_state_display()), str(copy.why), str(copy.attempts))
            for copy in missed_copies(issue).iterator()
        )
        response = HttpResponse(csv_text([head, *copies]), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="missed-{issue.pk}.csv"'
        return response

    @acts.reads
    def picture(self, request: HttpRequest, issue_id: UUID, number: int) -> HttpResponse:
        """Return a picture of an issue, also of a draft."""
        if not request.user.has_perm("newsletter.view_issue"):
            raise PermissionDenied
        picture = get_object_or_404(IssuePicture, issue=issue_id, number=number)
        response = HttpResponse(bytes(picture.content), content_type=ImageKind(picture.kind).media_type)
        response["Cache-Control"] = "private, no-store"
        return response

    @acts.reads
    def mail(self, request: HttpRequest, issue_id: UUID, kind: str) -> HttpResponse:
        """Return the mail of an issue for a frame: as HTML, light or dark, or as plain text with its headers."""
        issue = get_object_or_404(Issue, pk=issue_id)
        if not request.user.has_perm("newsletter.view_issue"):
            raise PermissionDenied
        language, _dash, view = kind.partition("-")
        if language not in dict(settings.LANGUAGES) or view not in (*_SCHEMES, "plain"):
            raise Http404
        html, plain = IssueMail(issue).example(language, address=_editor_address(request), now=timezone.now())
        if view == "plain":
            response = HttpResponse(plain, content_type="text/plain; charset=utf-8")
        else:
            # A frame has the scheme of the reader's own program; here both can be seen.
            response = HttpResponse(html.replace("(prefers-color-scheme: dark)", _SCHEMES[view]))
        response["Content-Security-Policy"] = _IN_A_FRAME
        response["X-Frame-Options"] = "SAMEORIGIN"
        return response


_SHOWN = 50
SENT_AGAIN = gettext_lazy("Each leaves once more, with the same number: a mail program shows it once.")


def of_copies(copies: DeliveryQuerySet, line: Text) -> Consequences:
    """Return what is done to copies, with their number by issue."""
    counts = Counter(str(copy.issue) for copy in copies.select_related("issue"))
    groups = (RowGroup(title=title, count=count) for title, count in sorted(counts.items()))
    return Consequences(lines=(line,), goes=tuple(groups))


def _editor(request: HttpRequest) -> User:
    if not isinstance(request.user, User) or not request.user.has_perm("newsletter.change_issue"):
        raise PermissionDenied
    return request.user


def _editor_address(request: HttpRequest) -> str:
    return request.user.email if isinstance(request.user, User) else ""


def _refused(request: HttpRequest, issue: Issue) -> HttpResponse | None:
    """Lead back to a draft with merge fields that no form has checked."""
    if issue.state == IssueState.DRAFT and (objection := fields.objection_to(issue)):
        messages.error(request, objection)
        return redirect(reverse("admin:newsletter_issue_change", args=[issue.pk]))
    return None


def _back(issue_id: UUID) -> HttpResponse:
    return redirect(reverse("admin:newsletter_issue_send", args=[issue_id]))


def _of_sending(issue: Issue) -> Consequences:
    """Return what sending an issue does; nothing once it was planned."""
    if issue.state not in (IssueState.DRAFT, IssueState.FROZEN):
        return Consequences()
    names, people = dict(settings.LANGUAGES), audience(issue)
    lacking = [code for code, _count in people if not issue.body.get(code)]
    got_by = [f"{names.get(code, code)}: {count}" for code, count in people]
    told = [_("Gets it – %(who)s") % {"who": who} for who in got_by]
    told += [
        _("%(language)s has no text: these people get it in %(other)s.")
        % {"language": names.get(code, code), "other": names[settings.LANGUAGE_CODE]}
        for code in lacking
    ]
    told.append(_("Does not get it – not confirmed: %(pending)s, ended: %(ended)s") % without_issue())
    mails = previews_as_sent(issue, [code for code, _count in people])
    if size := largest_with_pictures(issue, [code for code, _count in people]):
        told.append(_("The largest mail has %(size)d kB with its pictures.") % {"size": -(-size // 1000)})
    return Consequences(
        told=tuple(told),
        mails=tuple(
            MailPreview(to=names.get(code, code), language=code, subject=subject, text=text)
            for code, subject, text in mails
        ),
    )
