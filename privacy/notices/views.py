"""The page on which a recipient sees whose data it is about, and answers; no account is needed."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from privacy.intake.views import intake
from privacy.notices import operations as notices
from privacy.notices.enums import Answer
from privacy.notices.errors import NoticeClosed
from privacy.notices.forms import AnswerForm
from privacy.notices.models import Notice
from privacy.web import tokens
from privacy.web.errors import ExpiredToken, InvalidToken
from privacy.web.origin import private_page, same_origin_required

TOKEN = "privacy.notice"  # noqa: S105 - a purpose, not a secret
LASTS = timedelta(days=60)


@require_http_methods(["GET", "HEAD", "POST"])
@same_origin_required
@private_page
@intake(asks=False)
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a recipient is asked to do; on POST take the answer."""
    try:
        notice_id = tokens.read_token(TOKEN, token, max_age=LASTS)
    except InvalidToken:
        return render(request, "privacy/notice.html", status=404)
    except ExpiredToken:
        return render(request, "privacy/notice.html", status=410)
    notice = Notice.objects.filter(pk=notice_id).select_related("vendor").first()
    if notice is None:
        return render(request, "privacy/notice.html", status=410)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and not notice.is_settled:
        given = form.cleaned_data
        try:
            notice = notices.take_answer(
                notice_id=notice.pk, answer=Answer(given["answer"]), words=given["words"], now=timezone.now()
            )
        except NoticeClosed:
            notice.refresh_from_db()
        return render(request, "privacy/notice.html", {"notice": notice, "is_answered": True})
    status = 422 if form.is_bound and not notice.is_settled else 200
    return render(request, "privacy/notice.html", {"notice": notice, "form": form}, status=status)
