"""Staff make a request of a message: its time counts from the arrival, and the person confirms it by mail."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dsar.cases import asking
from dsar.cases.enums import Channel, Right
from dsar.desk.admin_decisions import may_work
from dsar.desk.forms import FromMessageForm
from privacy.law.deadlines import answer_deadline
from privacy.staff import acts
from privacy.staff.consequences import Consequences
from privacy.staff.handing_on import Enquiry, hands_on


@hands_on(name="request", title=gettext_lazy("Make a request of it"), is_allowed=lambda request: may_work(request.user))
@acts.confirmed
def from_message(request: HttpRequest, model_admin: admin.ModelAdmin, enquiry: Enquiry) -> HttpResponse:
    """Ask for the right, show what follows, and open the request."""
    given: Any = request.POST if request.method == "POST" else None
    form = FromMessageForm(given, initial={"message": enquiry.text[: FromMessageForm.LONGEST]})
    shown = _shown(Right(form.cleaned_data["right"]), enquiry) if form.is_valid() else None
    if shown is not None and shown.were_seen(request):
        now = timezone.now()
        asking.ask(
            right=Right(form.cleaned_data["right"]),
            address=enquiry.address,
            message=form.cleaned_data["message"],
            language=enquiry.language,
            received_at=enquiry.received_at,
            channel=Channel.MAIL,
            now=now,
        )
        enquiry.note(now)
        messages.success(request, _("The request is made. It is on the desk when the person has confirmed it."))
        return redirect(enquiry.back)
    return acts.page(
        request,
        model_admin,
        shown,
        title=_("Make a request of it"),
        button=_("Make the request") if shown else _("Show what follows"),
        back=enquiry.back,
        template="admin/dsar/case/from_message.html",
        form=form,
    )


def _shown(right: Right, enquiry: Enquiry) -> Consequences:
    arrived = date_format(localtime(enquiry.received_at), "DATETIME_FORMAT")
    target = date_format(answer_deadline(enquiry.received_at).target_on)
    words = () if right.takes_message else (_("This right needs no words: those of the message stay with it."),)
    return Consequences(
        lines=(
            _("A request is made: %(right)s.") % {"right": right.label},
            _("Its time counts from %(arrived)s, when the message arrived: the target is %(target)s.")
            % {"arrived": arrived, "target": target},
            _("%(address)s gets a mail with a link that confirms it. The address of a mail proves nobody.")
            % {"address": enquiry.address},
            *words,
            _("The message is marked as handled."),
        ),
    )
