"""Pages beside a message: who is mentioned in it, its files, and what staff make of it."""

from typing import Any, cast
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from contact.messages import correspondence
from contact.messages.errors import NotMarked
from contact.messages.forms import MentionForm
from contact.messages.models import Attachment, Message
from privacy.staff import acts, handing_on
from privacy.staff.handing_on import Enquiry


def page_of(message: Message) -> str:
    """Return the address of a message's page."""
    return reverse("admin:contact_message_change", args=[message.pk])


class CorrespondencePages:
    """What ``MessageAdmin`` has besides its list and the page of a message."""

    admin_site: admin.AdminSite

    def has_handle_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("contact.change_message")

    def pages(self) -> list[URLPattern]:
        """Return the patterns of these pages."""
        view = self.admin_site.admin_view
        return [
            path("<uuid:message_id>/mention/", view(self.mention), name="contact_message_mention"),
            path("<uuid:message_id>/unmention/", view(self.unmention), name="contact_message_unmention"),
            path("<uuid:message_id>/file/<uuid:file_id>/", view(self.attachment), name="contact_message_file"),
            path("<uuid:message_id>/become/<slug:outcome>/", view(self.hand_on), name="contact_message_become"),
        ]

    def _message(self, request: HttpRequest, message_id: UUID) -> Message:
        if not self.has_handle_permission(request):
            raise PermissionDenied
        message: Message = get_object_or_404(Message.objects.in_use(), pk=message_id)
        return message

    @acts.reversible("A mark that was a mistake is taken back on the same page.")
    def mention(self, request: HttpRequest, message_id: UUID) -> HttpResponse:
        """Mark somebody as mentioned in a message."""
        message = self._message(request, message_id)
        form = MentionForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            given = form.cleaned_data
            try:
                correspondence.mention(
                    message=message,
                    address=given["email"],
                    name=given["name"],
                    by=cast("User", request.user),
                    now=timezone.now(),
                )
            except NotMarked:
                form.add_error("email", _("This is who wrote the message."))
            else:
                messages.success(request, _("Marked. A copy and an erasure for this person find the message."))
                return redirect(page_of(message))
        return acts.page(
            request,
            cast("admin.ModelAdmin", self),
            None,
            title=_("Somebody is mentioned"),
            button=_("Mark as mentioned"),
            back=page_of(message),
            template="admin/contact/message/reply.html",
            form=form,
            question=message,
        )

    @acts.reversible("The person is marked again.")
    def unmention(self, request: HttpRequest, message_id: UUID) -> HttpResponse:
        """Take back a mark (POST)."""
        message = self._message(request, message_id)
        if request.method == "POST":
            try:
                person = UUID(request.POST.get("person", ""))
            except ValueError as error:
                raise Http404 from error
            correspondence.take_back_mention(
                message=message, person_id=person, by=cast("User", request.user), now=timezone.now()
            )
        return redirect(page_of(message))

    @acts.reads
    def attachment(self, request: HttpRequest, message_id: UUID, file_id: UUID) -> HttpResponse:
        """Hand out a file to be saved; no browser opens it on this site."""
        if not request.user.has_perm("contact.view_message"):
            raise PermissionDenied
        file = get_object_or_404(Attachment, pk=file_id, message=message_id, message__restricted_at=None)
        answer = HttpResponse(bytes(file.content), content_type="application/octet-stream")
        answer["Content-Disposition"] = content_disposition_header(True, file.name) or "attachment"
        answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
        answer["Cache-Control"] = "no-store"
        return answer

    @acts.confirmed
    def hand_on(self, request: HttpRequest, message_id: UUID, outcome: str) -> HttpResponse:
        """Make something of a message, as an app has registered it."""
        message = self._message(request, message_id)
        page = next((page for page in handing_on.allowed(request) if page.name == outcome), None)
        if page is None:
            raise PermissionDenied
        enquiry = Enquiry(
            address=message.email_written,
            text=message.text,
            language=message.language,
            received_at=message.received_at,
            back=page_of(message),
            note=lambda now: correspondence.note_handed_on(message=message, by=cast("User", request.user), now=now),
        )
        return page.view(request, self, enquiry)


def offered(request: HttpRequest, message: Message) -> list[dict[str, Any]]:
    """Return what staff may make of a message: titles and addresses."""
    return [
        {"title": page.title, "url": reverse("admin:contact_message_become", args=[message.pk, page.name])}
        for page in handing_on.allowed(request)
        if message.handed_on_at is None
    ]
