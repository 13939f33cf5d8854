"""What the page that publishes the draft shows: what is quick now, the rest from the review that a worker made."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, cast

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.translation import get_language

from privacy.policy import draft as drafts
from privacy.policy import draft_shown, drafting, passages, publication
from privacy.policy.draft import Draft, Review
from privacy.register.purposes.own_supplies import run_by_ourselves
from privacy.runs import operations as runs
from privacy.runs.background import latest, page_context
from privacy.runs.enums import RunState
from privacy.runs.errors import RunUnderWay

SHOWN = (publication.KIND, passages.KIND, drafts.KIND)  # the kinds of work that the page asks for
_TRY_AGAIN = timedelta(minutes=1)  # after a review that did not come to its end


def context(request: HttpRequest, now: datetime) -> dict[str, Any]:
    """Return the draft and its review; without a review of this very draft, one is asked for and ``review`` is None.

    While a publication runs it is that only: what it changes is no draft for much longer, and looking takes time.
    """
    publishing = latest(publication.KIND)
    if publishing is not None and publishing.is_active:
        return {**page_context(*SHOWN), "is_publishing": True}
    shown = draft_shown.look(now)
    review = _review(request, shown.draft, now)
    return {
        **page_context(*SHOWN),
        "draft": shown.draft,
        "review": review,
        "is_publishable": review is not None and not review.objections and not shown.draft.objections,
        "left_out": shown.left_out,
        "gaps": shown.gaps,
        "runs_itself": run_by_ourselves(),
        "has_passages": bool(review and drafting.not_begun(review.findings)),
        "lacking": shown.lacking,
    }


def _review(request: HttpRequest, draft: Draft, now: datetime) -> Review | None:
    language, last = get_language() or "", latest(drafts.KIND)
    if last is not None and last.language == language and last.state == RunState.DONE:
        if (review := drafts.stored_review(last.result, draft, now)) is not None:
            return review
    elif last is not None and not last.is_active and last.state != RunState.DONE and now - last.asked_at < _TRY_AGAIN:
        return None
    with suppress(RunUnderWay):  # of another draft or language: the page asks again when it has ended
        runs.ask(kind=drafts.KIND, by=cast(User, request.user), language=language, now=now)
    return None
