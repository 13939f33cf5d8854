"""Prove with a provider who somebody is, from the page of a request and back. Nobody must: a message counts as much."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from dsar.cases import links
from dsar.cases.errors import WrongState
from dsar.cases.models import Case
from dsar.cases.proofs import providers, proving
from dsar.cases.proofs.errors import Declined, NotProven, ProofOver, ProviderAway, TooManyProofs, WrongProof
from dsar.cases.proofs.proving import ProviderAnswer
from dsar.conf import dsar_settings
from dsar.errors import DsarError
from dsar.portal.answers import case_of, see_other
from privacy.web import tokens
from privacy.web.errors import ExpiredToken, InvalidToken
from privacy.web.origin import private_page, same_origin_required

_CLOSED, _OFTEN = "closed", "often"
_WHY: dict[str, tuple[int, Promise]] = {
    Declined.reason: (HTTPStatus.OK, _("You stopped on the way, or it could not be found out who you are.")),
    ProviderAway.reason: (HTTPStatus.SERVICE_UNAVAILABLE, _("There is no answer from there now.")),
    WrongProof.reason: (
        HTTPStatus.UNPROCESSABLE_ENTITY,
        _("The answer from there is not one that we can rely on."),
    ),
    ProofOver.reason: (
        HTTPStatus.GONE,
        _("It was begun in another browser, was used already, or was begun too long ago."),
    ),
    _OFTEN: (HTTPStatus.TOO_MANY_REQUESTS, _("It was tried many times in the last hour.")),
    _CLOSED: (HTTPStatus.CONFLICT, _("The request does not wait for this.")),
}


@require_POST
@same_origin_required
@private_page
def prove(request: HttpRequest, token: str) -> HttpResponse:
    """Begin a proof, and show the way to the provider with what it will tell us."""
    case = case_of(request, links.VISIT, token)
    if not isinstance(case, Case):
        return case
    provider = providers.usable()
    if provider is None:
        raise Http404
    try:
        begun = proving.begin(case=case, provider=provider, now=timezone.now())
    except (WrongState, TooManyProofs, NotProven) as error:
        status, why = _WHY[_reason(error)]
        return render(request, "dsar/not_proven.html", {"why": why, "token": token}, status=status)
    # A link and no redirect: the page's policy lets its forms lead nowhere but here, also by a redirect, and whoever
    # leaves reads first what they hand over.
    context = {"case": case, "token": token, "provider": provider, "address": begun.address}
    response = render(request, "dsar/prove.html", context)
    _remember(request, response, f"{begun.secret}.{token}")
    return response


@require_GET  # not HEAD: a proof ends once
@private_page
def identity_return(request: HttpRequest) -> HttpResponse:
    """Take what the provider answered, and go back to the request of the browser that began."""
    cookie = dsar_settings().identity_cookie
    secret, _dot, token = request.COOKIES.get(cookie, "").partition(".")
    case = case_of(request, links.VISIT, token)
    if not isinstance(case, Case):
        return see_other("dsar:identity_over")
    answer = ProviderAnswer(secret=secret, code=request.GET.get("code", ""), issuer=request.GET.get("iss", ""))
    # In either case away from this address, whose query the pages would repeat in their links.
    with translation.override(case.language):
        try:
            _finish(request, case, answer)
        except (WrongState, NotProven) as error:
            response = see_other("dsar:not_proven", token=token, reason=_reason(error))
        else:
            response = see_other("dsar:case", token=token)
    response.delete_cookie(cookie, samesite="Lax")
    return response


@require_safe
@private_page
def not_proven(request: HttpRequest, token: str, reason: str) -> HttpResponse:
    """Say why a proof came to nothing, and how else to answer."""
    case = case_of(request, links.VISIT, token)
    if not isinstance(case, Case):
        return case
    if reason not in _WHY:
        raise Http404
    return render(request, "dsar/not_proven.html", {"why": _WHY[reason][1], "token": token})


@require_safe
@private_page
def identity_over(request: HttpRequest) -> HttpResponse:
    """Say that this browser began no proof, or too long ago; it is not known for which request."""
    return render(request, "dsar/not_proven.html", {"why": _WHY[ProofOver.reason][1]}, status=HTTPStatus.GONE)


def _finish(request: HttpRequest, case: Case, answer: ProviderAnswer) -> None:
    provider = providers.usable()
    try:
        proof_id = tokens.read_token(proving.STATE, request.GET.get("state", ""), max_age=proving.LASTS)
    except (InvalidToken, ExpiredToken) as forged:
        raise ProofOver from forged
    if provider is None:
        raise ProofOver
    proving.finish(case=case, proof_id=proof_id, answer=answer, provider=provider, now=timezone.now())


def _remember(request: HttpRequest, response: HttpResponse, value: str) -> None:
    # Lax, because the browser comes back from another site.
    # audit-sources: nothing, its row comes into the register with the provider, and without one it is never set
    response.set_cookie(
        dsar_settings().identity_cookie,
        value,
        max_age=proving.LASTS,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def _reason(error: DsarError) -> str:
    if isinstance(error, NotProven):
        return error.reason
    return _OFTEN if isinstance(error, TooManyProofs) else _CLOSED
