"""The page of a request, for an hour after its mailed link was used or the request was confirmed."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from dsar.cases import asking, browser_records, cooling_off, deciding, disowning, identity, links, messages
from dsar.cases.copies import operations as copies
from dsar.cases.copies.models import Export
from dsar.cases.errors import WrongState
from dsar.cases.models import Case, CaseMessage, Contact
from dsar.cases.page import progress
from dsar.cases.proofs import operations as proofs
from dsar.cases.proofs import providers, proving
from dsar.cases.proofs.errors import TooManyCodes, WrongCode
from dsar.cases.proofs.models import DownloadCode, IdentityProof
from dsar.cases.told import BrowserRecord
from dsar.people import personal_rows
from dsar.portal.answers import case_of, gone, see_other
from dsar.portal.forms import AddAddressForm, CodeForm, MessageForm
from privacy.intake.limits.senders import sender_of, stamp
from privacy.intake.views import intake
from privacy.register.purposes.queries import current_controller
from privacy.web.origin import private_page, same_origin_required

WRONG_CODE = _("That is not the code that was sent last, or it is too old. Ask for a new one if you need it.")
NO_MESSAGE = _("We could not take the message now. Write again tomorrow, or send us a mail.")


@require_safe
@private_page
def case(request: HttpRequest, token: str) -> HttpResponse:
    """Show where a request stands, what happened, the messages, and the file when it is ready."""
    case = case_of(request, links.VISIT, token)
    return _page(request, case, token) if isinstance(case, Case) else case


@require_POST
@same_origin_required
@private_page
def send_code(request: HttpRequest, token: str) -> HttpResponse:
    """Mail a code for the download to the address of the request."""
    case = case_of(request, links.VISIT, token)
    if not isinstance(case, Case):
        return case
    now = timezone.now()
    if not Export.objects.ready(now).filter(case=case).exists():
        return gone(request)
    try:
        proofs.send_code(case=case, now=now)
    except TooManyCodes:
        return _page(request, case, token, status=429, has_too_many_codes=True)
    return see_other(_part("dsar:case", token, "file"))


@require_POST
@same_origin_required
@private_page
@intake(asks=False)
def download(request: HttpRequest, token: str) -> HttpResponseBase:
    """Return the file for the code that was mailed, and note the download (LAW D-19)."""
    case = case_of(request, links.VISIT, token)
    if not isinstance(case, Case):
        return case
    now = timezone.now()
    export = Export.objects.ready(now).filter(case=case).select_related("case").first()
    if export is None:
        return gone(request)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _page(request, case, token, status=422, code_form=form)
    try:
        proofs.use_code(case=case, typed=form.cleaned_data["code"], now=now)
    except WrongCode:
        form.add_error("code", WRONG_CODE)
        return _page(request, case, token, status=422, code_form=form)
    answer = StreamingHttpResponse(copies.note_download(export=export, now=now), content_type="application/zip")
    answer["Content-Length"] = str(export.size)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=export.file_name)
    return answer


@require_POST
@same_origin_required
@private_page
@intake(asks=False)
def write(request: HttpRequest, token: str) -> HttpResponse:
    """Take a message about the request."""
    case = case_of(request, links.VISIT, token)
    if not isinstance(case, Case):
        return case
    form = MessageForm(request.POST)
    if form.is_valid():
        try:
            messages.write(case=case, text=form.cleaned_data["text"], staff=None, now=timezone.now())
        except WrongState:
            form.add_error(None, NO_MESSAGE)
        else:
            return see_other(_part("dsar:case", token, "messages"))
    return _page(request, case, token, status=422, message_form=form)


@require_POST
@same_origin_required
@private_page
@intake(asks=False)
def add_address(request: HttpRequest, token: str) -> HttpResponse:
    """Ask the same with another address, which is confirmed by a link of its own."""
    case = case_of(request, links.VISIT, token)
    if not isinstance(case, Case):
        return case
    now = timezone.now()
    form = AddAddressForm(request.POST)
    if form.is_valid():
        sender = sender_of(request, form.loaded_stamp, now)
        try:
            asking.add_address(case=case, address=form.cleaned_data["email"], now=now, sender=sender)
        except WrongState:
            form.add_error(None, NO_MESSAGE)
        else:
            return see_other(_part("dsar:case", token, "addresses"))
    return _page(request, case, token, status=422, address_form=form)


@require_POST
@same_origin_required
@private_page
def attach_browser(request: HttpRequest, token: str) -> HttpResponse:
    """Add what this browser leads to, such as the record of its consent, to the request (LAW D-10)."""
    case = case_of(request, links.VISIT, token)
    if not isinstance(case, Case):
        return case
    now = timezone.now()
    try:
        browser_records.attach(case=case, groups=personal_rows.browser_rows(request, now), now=now)
    except WrongState:
        return render(request, "dsar/too_late.html", {"token": token}, status=409)
    return see_other(_part("dsar:case", token, "addresses"))


@require_POST
@same_origin_required
@private_page
def withdraw(request: HttpRequest, token: str) -> HttpResponse:
    """Withdraw a request before the work on it begins."""
    case = case_of(request, links.VISIT, token)
    if not isinstance(case, Case):
        return case
    try:
        deciding.withdraw(case=case, now=timezone.now())
    except WrongState:
        return render(request, "dsar/too_late.html", {"token": token}, status=409)
    return see_other("dsar:case", token=token)


@require_POST
@same_origin_required
@private_page
def disown(request: HttpRequest, token: str) -> HttpResponse:
    """Close a request that somebody else made with the person's address; nothing opens it any more."""
    case = case_of(request, links.VISIT, token)
    if not isinstance(case, Case):
        return case
    try:
        disowning.disown(case=case, now=timezone.now())
    except WrongState:
        return render(request, "dsar/too_late.html", {"token": token}, status=409)
    return render(request, "dsar/disowned.html", {"case": case, "was_confirmed": True})


def _page(request: HttpRequest, case: Case, token: str, *, status: int = 200, **more: Any) -> HttpResponse:
    now = timezone.now()
    contact = Contact.objects.filter(case=case).first()
    others = [other for other in asking.asked_together(case) if other.pk != case.pk and other.confirmed_at]
    provider = providers.usable()
    context = {
        "case": case,
        "token": token,
        "right": case.which_right,
        "contact": contact,
        "export": Export.objects.ready(now).filter(case=case).first(),
        "waiting": cooling_off.waiting_job(case),
        "question": identity.running(case),
        "identity_provider": provider if provider and proving.may_prove(case) else None,
        "proof": IdentityProof.objects.proven().filter(case=case).last(),
        "days_left": case.days_left(now),
        "authority": current_controller(),
        "others": [(other, links.case_path(other.pk)) for other in others] if contact else [],
        "messages": CaseMessage.objects.filter(case=case),
        "is_code_sent": DownloadCode.objects.awaited(now).filter(case=case).exists(),
        "code_form": CodeForm(),
        "message_form": MessageForm(),
        "address_form": AddAddressForm(initial={"loaded": stamp(now)}),
        "addresses": asking.other_addresses(case) if contact else [],
        "may_add": contact is not None and case.pass_on_by is None,
        "may_write": contact is not None,
        "browser_rows": _not_attached(request, case, now),
        "browser_count": BrowserRecord.objects.filter(case=case).count(),
        **progress(case),
        **more,
    }
    return render(request, "dsar/case.html", context, status=status)


def _not_attached(request: HttpRequest, case: Case, now: datetime) -> int:
    """Return how many rows this browser leads to that can be added to the request and are not."""
    if not browser_records.may_attach(case):
        return 0
    known = set(BrowserRecord.objects.filter(case=case).values_list("model", "row"))
    groups = personal_rows.browser_rows(request, now)
    return sum((group.label, str(row.pk)) not in known for group in groups for row in group.rows)


def _part(view: str, token: str, part: str) -> str:
    return f"{resolve_url(view, token=token)}#{part}"
