"""Pages of corrections: the values of a person, and the confirmation of a new address."""

from http import HTTPStatus
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dsar.cases import links as case_links
from dsar.cases.enums import Right, State
from dsar.cases.errors import WrongState
from dsar.cases.models import Case, Contact
from dsar.cases.proofs import operations as proofs
from dsar.cases.proofs.errors import LinkUsed
from dsar.corrections import links
from dsar.corrections import operations as corrections
from dsar.corrections.enums import ADDRESS, RIGHT_VALUE, VALUE, CorrectionState
from dsar.corrections.errors import NotAllowedValue, NotTheirs, TooManyAddresses
from dsar.corrections.models import Correction
from dsar.corrections.operations import Wrong
from dsar.corrections.queries import Row, correctable_rows, title_of
from dsar.people.errors import SourceFailed
from privacy.addresses.errors import InvalidAddress
from privacy.intake.views import intake
from privacy.web import tokens
from privacy.web.errors import InvalidToken
from privacy.web.mailed_links import opened_by_link
from privacy.web.origin import private_page, same_origin_required

_LONGEST_VALUE = 4000


@require_POST
@same_origin_required
@private_page
@opened_by_link(
    case_links.VISIT, pages="dsar", lasts=case_links.LASTS[case_links.VISIT], gone=(Case.DoesNotExist, WrongState)
)
def ask_for_link(request: HttpRequest, case_id: UUID, token: str) -> HttpResponse:
    """Send a fresh link to the page with the values, from the page of the request."""
    case = Case.objects.get(pk=case_id)
    corrections.ask_for_link(case=case, now=timezone.now())
    return render(request, "dsar/correct_sent.html", {"case": case, "case_path": case_links.case_path(case.pk)})


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_required
@private_page
@intake(asks=False)
def correct(request: HttpRequest, token: str) -> HttpResponse:
    """Show the page behind the mailed link, with a button and no value; or the values, once the link was used."""
    try:
        tokens.read_token(links.CORRECT, token)
    except InvalidToken:
        return _values(request, token)
    return _opening(request, token)


@opened_by_link(links.CORRECT, pages="dsar", lasts=links.CORRECT_LASTS, gone=(Case.DoesNotExist, LinkUsed))
def _opening(request: HttpRequest, case_id: UUID, token: str) -> HttpResponse:
    case = _open_case(case_id)
    if request.method == "POST":
        proofs.use_link(token=token, case=case, now=timezone.now())
        return _see_other(links.values_path(case.pk))
    if proofs.is_used(token):
        raise LinkUsed
    return render(request, "dsar/open.html", {"case": case, "right": case.which_right})


@opened_by_link(links.VALUES, pages="dsar", lasts=links.VALUES_LASTS, gone=(Case.DoesNotExist,))
def _values(request: HttpRequest, case_id: UUID, token: str) -> HttpResponse:
    """Show what a person filled in; on POST take down what is wrong and what it should say."""
    case = _open_case(case_id)
    contact = Contact.objects.get(case=case)
    error, status = "", HTTPStatus.OK
    if request.method == "POST":
        error = _take_down(request, case)
        if not error:
            return _see_other(resolve_url("dsar:correct", token=token))
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    context = {
        "case": case,
        "contact": contact,
        "rows": _rows(contact),
        "asked": [(title_of(one), one) for one in Correction.objects.filter(case=case)],
        "case_path": case_links.case_path(case.pk),
        "longest": _LONGEST_VALUE,
        "error": error,
        "given": dict(zip(request.POST.getlist(VALUE), request.POST.getlist(RIGHT_VALUE), strict=False)),
    }
    return render(request, "dsar/correct.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_required
@private_page
@opened_by_link(
    links.NEW_ADDRESS, pages="dsar", lasts=links.NEW_ADDRESS_LASTS, gone=(Correction.DoesNotExist, WrongState)
)
def new_address(request: HttpRequest, correction_id: UUID, token: str) -> HttpResponse:
    """Show a page with a button that confirms a new address; a scanner that follows the link confirms nothing."""
    correction = Correction.objects.select_related("case").get(
        pk=correction_id, case__state__in=(State.OPEN, State.DONE)
    )
    # Whoever presses the button twice reads the same again.
    if request.method == "POST" and correction.state == CorrectionState.UNCONFIRMED:
        correction = corrections.confirm_address(correction_id=correction.pk, now=timezone.now())
    if correction.state == CorrectionState.KEPT:
        raise WrongState
    context = {
        "correction": correction,
        "is_moved": correction.state == CorrectionState.CHANGED,
        "is_waiting": correction.state == CorrectionState.WAITING,
    }
    return render(request, "dsar/new_address.html", context)


def _open_case(case_id: UUID) -> Case:
    return Case.objects.get(pk=case_id, right=Right.RECTIFICATION, state=State.OPEN)


def _see_other(path: str) -> HttpResponse:
    response: HttpResponse = HttpResponseRedirect(path)
    response.status_code = HTTPStatus.SEE_OTHER
    return response


def _rows(contact: Contact) -> list[Row] | None:
    """Return what can be corrected; None while it cannot be read."""
    try:
        return list(correctable_rows(contact.email))
    except SourceFailed:
        return None


def _take_down(request: HttpRequest, case: Case) -> str:
    """Take down what was posted; return what is wrong with it in words, empty if nothing is."""
    keys, right_values = request.POST.getlist(VALUE), request.POST.getlist(RIGHT_VALUE)
    given = [(key, text[:_LONGEST_VALUE]) for key, text in zip(keys, right_values, strict=False) if text.strip()]
    address = request.POST.get(ADDRESS, "").strip()
    if not given and not address:
        return _("Write what one of the values should say.")
    try:
        wrong = [Wrong(key=key, right_value=text) for key, text in given]
        corrections.ask(case=case, wrong=wrong, new_address=address, now=timezone.now())
    except InvalidAddress:
        return _("Write an e-mail address, such as name@example.com.")
    except NotAllowedValue as error:
        return str(error)
    except TooManyAddresses:
        return _("You have tried several addresses already. Write to us instead.")
    except (NotTheirs, WrongState):
        return _("Something has changed meanwhile. Look at the values again.")
    return ""
