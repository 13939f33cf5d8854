"""Downloads of the policy and the register; the same for every visitor, and never changed for a revision."""

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from privacy.policy import documents, linked_data
from privacy.policy.models import RevisionDocument, RevisionText
from privacy.policy.queries import text_of
from privacy.register import in_force
from privacy.register.models import Revision

_LATEST_LASTS = 60
_REVISION_LASTS = 365 * 24 * 60 * 60


@require_safe
def policy_pdf(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """Return the policy in force, or one version, as PDF/UA in the active language."""
    text = _text(_in_force() if number is None else number)
    document = documents.keep_policy_pdf(text=text)
    name = _("privacy-policy-%(number)s.pdf") % {"number": text.revision_id}
    return _file(request, document, "application/pdf", name, is_latest=number is None)


@require_safe
def register_json(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """Return the register in force, or of one version, as JSON-LD; the same in every language."""
    asked = _in_force() if number is None else number
    revision = get_object_or_404(Revision.objects.prefetch_related("texts"), number=asked)
    document = documents.keep_register_json(revision=revision)
    return _file(request, document, "application/ld+json", f"register-{revision.number}.json", is_latest=number is None)


@require_safe
def register_schema(request: HttpRequest) -> HttpResponse:
    """Return the JSON Schema of ``register.json``."""
    headers = {"Cache-Control": f"public, max-age={_LATEST_LASTS}"}
    return HttpResponse(linked_data.schema(), content_type="application/schema+json", headers=headers)


def _in_force() -> int:
    snapshot = in_force.current()
    if snapshot is None:
        raise Http404
    return snapshot.number


def _text(number: int) -> RevisionText:
    text = text_of(number)
    if text is None:
        raise Http404
    return text


def _file(
    request: HttpRequest, document: RevisionDocument, media_type: str, name: str, *, is_latest: bool
) -> HttpResponse:
    """Return a file with cache headers, or 304 if the client already has it."""
    response: HttpResponse = HttpResponse(bytes(document.content), content_type=media_type)
    response["ETag"] = f'"{document.sha256}"'
    response["Content-Disposition"] = f'inline; filename="{name}"'
    lasts = f"max-age={_LATEST_LASTS}" if is_latest else f"max-age={_REVISION_LASTS}, immutable"
    response["Cache-Control"] = f"public, {lasts}"
    conditional = get_conditional_response(request, etag=response["ETag"], response=response)
    if conditional is not None and conditional.status_code == HTTPStatus.NOT_MODIFIED:
        return conditional
    return response
