"""Public pages of the e-books: no cookies, and nothing is asked of whoever downloads."""

from http import HTTPStatus
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers, patch_cache_control
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from contact.ebooks import operations as ebooks
from contact.ebooks import queries
from contact.ebooks.emails import LINK
from contact.ebooks.enums import FileKind
from contact.ebooks.errors import LinkUsedUp
from contact.ebooks.forms import LinkForm
from contact.ebooks.models import Book, BookFile
from privacy.intake.limits.senders import sender_of, stamp
from privacy.intake.views import intake
from privacy.pictures.enums import ImageKind
from privacy.register import in_force
from privacy.web import tokens
from privacy.web.errors import ExpiredToken, InvalidToken
from privacy.web.mailed_links import opened_by_link
from privacy.web.origin import private_page, same_origin_required, without_third_parties

_PAGE_LASTS = 60


def _require_ebooks() -> None:
    """Raise 404 where the policy in force does not have the purpose ``ebooks``."""
    if not in_force.tells("ebooks"):
        raise Http404


@require_safe
@cache_control(public=True, max_age=_PAGE_LASTS)
def library(request: HttpRequest) -> HttpResponse:
    """List the books."""
    _require_ebooks()
    return render(request, "contact/ebooks/library.html", {"books": queries.listed()})


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_required
@without_third_parties
@intake(asks=True)
def book(request: HttpRequest, address: str) -> HttpResponse:
    """Show a book with its files; store a request for a link, with the same response for every address (LAW X-35)."""
    shown, now = _listed(address), timezone.now()
    form = LinkForm(request.POST) if request.method == "POST" else LinkForm(initial={"loaded": stamp(now)})
    if form.is_bound and form.is_valid():
        sender, language = sender_of(request, form.loaded_stamp, now), get_language() or ""
        email = form.cleaned_data["email"]
        ebooks.ask(book=shown, address=email, language=language, sender=sender, now=now)
        form.carry_out_ticks(address=email, language=language, form="ebooks.link", sender=sender, now=now)
        response = redirect("ebooks:sent")
        response.status_code = HTTPStatus.SEE_OTHER
        return response
    context = {"book": shown, "files": queries.files_of(shown), "form": form}
    page = render(request, "contact/ebooks/book.html", context, status=422 if form.is_bound else 200)
    if form.is_bound:
        add_never_cache_headers(page)
    else:
        patch_cache_control(page, public=True, max_age=_PAGE_LASTS)
    return page


@require_safe
@cache_control(public=True, max_age=_PAGE_LASTS)
def sent(request: HttpRequest) -> HttpResponse:
    """Explain the next step. A reload does not repeat the request."""
    _require_ebooks()
    return render(request, "contact/ebooks/sent.html")


@require_safe
@cache_control(public=True, max_age=_PAGE_LASTS)
def download(request: HttpRequest, address: str, name: str) -> HttpResponseBase:
    """Send a file of a published book."""
    _require_ebooks()
    shown = Book.objects.published().filter(address=address).first()
    return _file(shown, name)


@require_safe
def cover(request: HttpRequest, address: str, name: str) -> HttpResponse:
    """Send the picture of a published book. Its name changes with it, so browsers keep it."""
    _require_ebooks()
    found = queries.find_cover(address, name)
    if found is None:
        raise Http404
    response = HttpResponse(bytes(found.content), content_type=ImageKind(found.kind).media_type)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@require_safe
@private_page
@opened_by_link(LINK, pages="contact/ebooks", lasts=ebooks.LINK_LASTS, gone=(LinkUsedUp,))
def link(request: HttpRequest, request_id: UUID, token: str) -> HttpResponse:
    """Show the files of the book that a mailed link leads to; opening it changes nothing."""
    shown = ebooks.book_of(request_id=request_id)
    context = {"book": shown, "files": queries.files_of(shown), "token": token}
    return render(request, "contact/ebooks/link.html", context)


@require_safe
@private_page
def linked_download(request: HttpRequest, token: str, name: str) -> HttpResponseBase:
    """Send a file to whoever has the mailed link."""
    try:
        shown = ebooks.book_of(request_id=tokens.read_token(LINK, token, max_age=ebooks.LINK_LASTS))
    except (InvalidToken, ExpiredToken, LinkUsedUp):
        return redirect("ebooks:link", token)
    return _file(shown, name)


def _listed(address: str) -> Book:
    _require_ebooks()
    shown = queries.find_listed(address)
    if shown is None:
        raise Http404
    return shown


def _file(shown: Book | None, name: str) -> HttpResponseBase:
    file: BookFile | None = queries.find_file(shown, name) if shown else None
    if shown is None or file is None:
        raise Http404
    response = StreamingHttpResponse(queries.content_of(file), content_type=FileKind(file.kind).media_type)
    response["Content-Length"] = str(file.size)
    response["Content-Disposition"] = f'attachment; filename="{shown.address}-{file.language}.{file.kind}"'
    return response
