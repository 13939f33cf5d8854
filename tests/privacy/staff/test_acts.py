"""What staff cannot undo is confirmed on a page that lists what it does; what says nothing of itself is found."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import path

from privacy.letters.admin import LetterAdmin
from privacy.letters.models import Letter
from privacy.staff import acts
from privacy.staff.checks import check_acts
from privacy.staff.consequences import Consequences, MailPreview, RowGroup


def _mail(text: str = "Hei", *, is_timed: bool = False) -> MailPreview:
    return MailPreview(to="Kari", language="nb", subject="Svar", text=text, is_timed=is_timed)


@pytest.mark.parametrize(
    ("change", "is_other"),
    [
        ({"lines": ("en annen",)}, True),
        ({"goes": (RowGroup(title="Meldinger", count=2),)}, True),
        ({"lost": ("noe",)}, True),
        ({"told": ("Kari",)}, True),
        ({"mails": (_mail("Hallo"),)}, True),
        ({"when": ("om en time",)}, False),
        ({"plan": {"contact.message": ["1"]}}, True),
    ],
)
def test_digest_is_of_everything_that_was_shown_but_the_time(change: dict[str, Any], is_other: bool) -> None:
    shown: dict[str, Any] = {"lines": ("en",), "goes": (RowGroup(title="Meldinger", count=1),), "mails": (_mail(),)}
    assert (Consequences(**shown).digest != Consequences(**{**shown, **change}).digest) is is_other


def test_mail_with_a_time_in_it_may_change_its_text_only() -> None:
    digests = {Consequences(mails=(_mail(text, is_timed=True),)).digest for text in ("kl. 10.00", "kl. 10.01")}
    assert len(digests) == 1


@pytest.mark.parametrize(
    ("method", "seen", "is_seen"), [("post", True, True), ("post", False, False), ("get", True, False)]
)
def test_consequences_were_seen_by_a_post_from_their_page_only(
    rf: RequestFactory, method: str, seen: bool, is_seen: bool
) -> None:
    shown = Consequences(lines=("en",))
    request = getattr(rf, method)("/", {"seen": shown.digest if seen else "0" * 64})
    assert shown.were_seen(request) is is_seen


def test_page_that_only_reads_takes_no_post(rf: RequestFactory) -> None:
    view = acts.reads(lambda request: HttpResponse("ok"))
    assert view(rf.get("/")).status_code == 200
    assert view(rf.post("/")).status_code == 405


def test_reason_is_needed() -> None:
    with pytest.raises(ValueError, match="taken back"):
        acts.reversible("")


def test_every_page_and_action_says_what_it_is() -> None:
    assert check_acts(None) == []


def _view(model_admin: Any, request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@pytest.mark.parametrize(
    ("mark", "faults"),
    [
        (lambda view: view, ["privacy.E042"]),
        (acts.reads, []),
        (acts.confirmed, []),
        (acts.reversible("Slik."), []),
    ],
)
def test_unmarked_page_is_found(mark: Any, faults: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    stock = admin.site._registry[Letter].get_urls()
    page = path("x/", admin.site.admin_view(mark(_view)), name="privacy_letter_x")
    monkeypatch.setattr(LetterAdmin, "get_urls", lambda self: [page, *stock])
    assert [fault.id for fault in check_acts(None)] == faults


@pytest.mark.parametrize(
    ("action", "faults"),
    [
        (admin.action(description="Slett alt")(lambda *_args: None), ["privacy.E042"]),
        (acts.reads(lambda *_args: HttpResponse()), ["privacy.E042"]),
        (acts.reversible("Slik.")(lambda *_args: None), []),
        (
            acts.confirmed_action(description="x", button="x", permissions=[], shows=lambda *_args: Consequences())(
                lambda *_args: None
            ),
            [],
        ),
    ],
)
def test_unmarked_action_is_found(action: Any, faults: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LetterAdmin, "actions", (action,))
    assert [fault.id for fault in check_acts(None)] == faults


@pytest.mark.django_db
def test_action_runs_on_what_was_seen_only(rf: RequestFactory, admin_user: User) -> None:
    done: list[str] = []
    rows = ["en"]

    @acts.confirmed_action(
        description="Send", button="Send", permissions=[], shows=lambda *_args: Consequences(lines=tuple(rows))
    )
    def send(model_admin: Any, request: HttpRequest, queryset: Any) -> None:
        done.append("sendt")

    def post(**data: str) -> Any:
        request = rf.post("/admin/privacy/letter/", data)
        request.user = admin_user
        request._messages = _Told()  # type: ignore[attr-defined]
        return send(admin.site._registry[Letter], request, Letter.objects.none())

    seen = Consequences(lines=("en",)).digest
    assert post().status_code == 200
    rows.append("to")
    assert post(seen=seen).status_code == 200, "there is more than was seen"
    assert done == []
    rows.pop()
    assert post(seen=seen) is None
    assert done == ["sendt"]


class _Told(list[Any]):
    """Where a request keeps what it tells."""

    def add(self, level: int, message: str, extra_tags: str = "") -> None:
        self.append((level, message))
