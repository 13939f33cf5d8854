"""The portal over HTTP: every page, every token, both languages."""

import io
import re
import zipfile
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation

from dsar.cases import links
from dsar.cases.copies.models import Export
from dsar.cases.enums import Right, State
from dsar.cases.models import Case, CaseEvent, Contact
from dsar.fulfilment import operations as fulfilment
from privacy.letters.models import Letter
from privacy.register import in_force
from privacy.register import operations as register
from tests.dsar.cases.letters.sent import sent_letters
from tests.dsar.portal.visits import mailed_code
from tests.factories.dsar import ADDRESS, NOW, approved, asked, case_worker, opened
from tests.factories.privacy import prove_sentences
from tests.words import says

pytestmark = pytest.mark.usefixtures("rules")
ELSEWHERE = {"HTTP_SEC_FETCH_SITE": "cross-site"}


@pytest.fixture(autouse=True)
def _clock() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def _state() -> list[Any]:
    return [list(model.objects.values()) for model in (Case, Contact, CaseEvent, Letter)]


def _confirm(case: Case) -> str:
    return links.confirm_link(case.pk, "nb").removeprefix("http://127.0.0.1:8000")


@pytest.mark.law("P30", "P40", "D-01", "D-31", "D-38")
@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_portal_has_one_button_for_every_right_and_the_way_to_complain(client: Client, language: str) -> None:
    with translation.override(language):
        response = client.get(reverse("dsar:portal"))
        page = response.content.decode()
        for right in Right:
            assert page.count(f'href="{reverse("dsar:ask", kwargs={"right": right})}"') == 1
    assert "https://www.datatilsynet.no" in page
    assert "Set-Cookie" not in response.headers
    assert not response.cookies


def test_public_pages_make_no_query_once_a_policy_is_published(
    client: Client, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    published = in_force.Snapshot(number=1, published_at=NOW, sha256="", register=register.freeze(now=NOW))
    monkeypatch.setattr(in_force, "current", lambda: published)
    with django_assert_num_queries(0):
        for path in ("/mine-data/", "/mine-data/kopi/", "/mine-data/kopi/sendt/", "/en/my-data/withdraw-consent/"):
            assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    ("path", "status"), [("/mine-data/kopi/", 200), ("/mine-data/copy/", 404), ("/mine-data/x/", 404)]
)
def test_addresses_are_in_the_language_of_the_page(client: Client, path: str, status: int) -> None:
    assert client.get(path).status_code == status
    assert client.get("/en/my-data/copy/").status_code == 200


@pytest.mark.law("D-02")
@pytest.mark.parametrize("right", list(Right))
def test_form_asks_for_an_address_once_and_demands_no_reason(client: Client, right: Right) -> None:
    path = reverse("dsar:ask", kwargs={"right": right})
    page = client.get(path).content.decode()
    assert page.count('type="email"') == 1
    assert client.post(path, {"email": ADDRESS}).status_code == 303
    assert Case.objects.get().right == right


@pytest.mark.law("X-14")
@pytest.mark.parametrize("right", list(Right))
def test_form_asks_for_nothing_that_proves_who_somebody_is(client: Client, right: Right) -> None:
    page = client.get(reverse("dsar:ask", kwargs={"right": right})).content.decode()
    form = page.partition("<main")[2]
    asked_for = set(re.findall(r'<(?:input|textarea|select)[^>]*\bname="([^"]+)"', form))
    assert "email" in asked_for
    # A signed time, the same for all who open the form in a second.
    assert asked_for <= {"email", "message", "loaded"}
    assert "multipart/form-data" not in form


@pytest.mark.law("D-06")
@pytest.mark.parametrize("right", list(Right))
def test_every_right_is_free_and_says_so(right: Right) -> None:
    """Nothing is asked for but an address; the first letter says that it is free; the second time is as the first."""
    for number in range(2):
        case = opened(right)
        fields = {field.name for field in (*case._meta.get_fields(), *case.contact._meta.get_fields())}
        assert not [name for name in fields if re.search(r"fee|price|amount|paid|payment|invoice|cost", name)]
        letter = next(sent for sent in reversed(sent_letters()) if case.reference in sent.subject)
        assert says("It is free of charge.") in str(letter.body)
        if not right.is_executed or right == Right.ERASURE:
            return
        fulfilment.run(job_id=approved(case=case, staff=case_worker(str(number)), now=NOW).pk, now=NOW)
        case.refresh_from_db()
        assert case.state == State.DONE


@pytest.mark.law("D-40")
def test_known_and_unknown_address_get_the_same_answer(client: Client) -> None:
    opened(Right.ACCESS, address="known@example.com")
    answers = []
    for address in ("known@example.com", "unknown@example.com"):
        first = client.post("/mine-data/slett/", {"email": address})
        second = client.get(first["Location"])
        answers.append((first.status_code, first["Location"], first.headers.items(), second.content))
    assert answers[0] == answers[1]


@pytest.mark.law("U-03")
@pytest.mark.parametrize("address", ["", "kari", "kari@", "a b@example.com", f"{'a' * 250}@example.com"])
def test_wrong_address_is_said_at_the_field(client: Client, address: str) -> None:
    response = client.post("/mine-data/kopi/", {"email": address})
    assert response.status_code == 422
    assert b"error-summary" in response.content
    assert "no-store" in response["Cache-Control"]
    assert not Case.objects.exists()


def test_post_from_another_site_is_refused(client: Client) -> None:
    case = asked()
    before = _state()
    token_page = links.case_path(case.pk)
    for path in ("/mine-data/kopi/", _confirm(case), f"{token_page}last-ned/", f"{token_page}trekk/"):
        assert client.post(path, {"email": ADDRESS}, **ELSEWHERE).status_code == 403  # type: ignore[arg-type]
    assert _state() == before


def test_link_shows_a_page_and_only_the_button_confirms(client: Client) -> None:
    case = asked(Right.RECTIFICATION, message="<script>alert(1)</script>")
    before = _state()
    response = client.get(_confirm(case))
    assert response.status_code == 200
    assert b"&lt;script&gt;" in response.content
    assert _state() == before
    answer = client.post(_confirm(case))
    assert answer.status_code == 303
    assert client.get(answer["Location"]).status_code == 200
    case.refresh_from_db()
    assert case.state == State.OPEN


def _tampered(path: str) -> list[str]:
    token = path.rstrip("/").rsplit("/", 1)[1]
    other = token[:5] + ("A" if token[5] != "A" else "B") + token[6:]
    return [path.replace(token, forged) for forged in (other, token[:-1], token[:20], "x", "a.b.c", token * 9)]


def test_forged_and_truncated_links_open_nothing(client: Client) -> None:
    case = opened()
    unconfirmed = asked(Right.HUMAN)
    before = _state()
    for good in (_confirm(unconfirmed), links.case_path(case.pk)):
        for path in _tampered(good):
            assert client.get(path).status_code == 404
            assert client.post(path).status_code in (404, 405)
    for action in ("last-ned/", "trekk/"):
        for path in _tampered(links.case_path(case.pk)):
            assert client.post(path + action).status_code == 404
    assert _state() == before


def test_link_for_one_purpose_does_not_open_another(client: Client) -> None:
    case = asked()
    token = _confirm(case).split("/")[-2]
    assert client.get(f"/mine-data/sak/{token}/").status_code == 404


def test_link_is_used_up_and_says_so(client: Client) -> None:
    case = asked()
    client.post(_confirm(case))
    before = _state()
    for answer in (client.get(_confirm(case)), client.post(_confirm(case))):
        assert answer.status_code == 410
        assert says("Already confirmed") in answer.content.decode()
    assert _state() == before


def test_expired_links_say_so(client: Client) -> None:
    case = asked()
    confirm, page = _confirm(case), links.case_path(case.pk)
    before = _state()
    with time_machine.travel(NOW + timedelta(days=8), tick=False):
        assert client.get(confirm).status_code == client.post(confirm).status_code == 410
    with time_machine.travel(NOW + timedelta(hours=1, seconds=1), tick=False):
        assert client.get(page).status_code == 410
    assert _state() == before


def test_link_to_a_purged_request_is_gone(client: Client) -> None:
    case = asked()
    path = _confirm(case)
    case.delete()
    assert client.get(path).status_code == client.post(path).status_code == 410


@pytest.mark.law("D-19")
@pytest.mark.parametrize("right", list(Right))
def test_private_pages_are_kept_out_of_caches_and_referrers(client: Client, right: Right) -> None:
    case = opened(right)
    for response in (client.get(links.case_path(case.pk)), client.get(_confirm(case))):
        assert response["Cache-Control"] == "private, no-store"
        assert response["Referrer-Policy"] == "no-referrer"
        assert "noindex" in response["X-Robots-Tag"]


def test_case_page_tells_both_dates_in_words(client: Client) -> None:
    page = client.get(links.case_path(opened().pk)).content.decode()
    assert "2. april 2026" in page
    assert "7. april 2026" in page


@pytest.mark.law("D-19")
def test_file_is_downloaded_with_a_code_and_written_down(client: Client) -> None:
    case = opened()
    fulfilment.run(job_id=approved(case=case, staff=case_worker(), now=NOW).pk, now=NOW)
    page = links.case_path(case.pk)
    assert client.get(f"{page}last-ned/").status_code == 405
    response = client.post(f"{page}last-ned/", {"code": mailed_code(client, page)})
    assert re.fullmatch(r'attachment; filename="data-[0-9a-f]{12}\.zip"', response["Content-Disposition"])
    assert response["Cache-Control"] == "private, no-store"
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    assert "data.json" in zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert Export.objects.get().downloads == 1
    assert says("The file was downloaded") in client.get(page).content.decode()
    with time_machine.travel(NOW + timedelta(days=7, minutes=1), tick=False):
        later = links.case_path(case.pk)
        assert client.post(f"{later}last-ned/", {"code": "1"}).status_code == 410
        assert says("The file is no longer here. You can ask for a new one.") in client.get(later).content.decode()


def test_somebody_elses_link_does_not_download(client: Client) -> None:
    mine, other = opened(), opened(address="other@example.com")
    fulfilment.run(job_id=approved(case=mine, staff=case_worker(), now=NOW).pk, now=NOW)
    assert client.post(f"{links.case_path(other.pk)}last-ned/").status_code == 410


def test_person_withdraws_before_the_work_begins_and_not_after(client: Client) -> None:
    case = opened()
    page = links.case_path(case.pk)
    approved(case=case, staff=case_worker(), now=NOW)
    assert client.post(f"{page}trekk/").status_code == 409
    other = opened(Right.HUMAN)
    assert client.post(f"{links.case_path(other.pk)}trekk/").status_code == 303
    other.refresh_from_db()
    assert other.state == State.WITHDRAWN


def test_joined_request_shows_the_one_it_became_part_of(client: Client) -> None:
    main = opened(Right.HUMAN, message="en")
    second = opened(Right.HUMAN, message="to", now=NOW + timedelta(hours=1))
    assert second == main
    joined = Case.objects.get(state=State.JOINED)
    assert main.reference in client.get(links.case_path(joined.pk)).content.decode()


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_not_allowed(client: Client, method: str) -> None:
    assert getattr(client, method)("/mine-data/kopi/").status_code == 405


@pytest.mark.law("T-10", "P33", "P35", "P6")
def test_portal_and_letters_promise_only_what_is_proven(client: Client) -> None:
    withheld = ("sender forespørselen din videre", "En saksbehandler retter", "begrenser bruken", "Vi svarer så fort")
    by_law = says(
        "By law you must have an answer within one month from the day you ask. If it is complex, up to two months may "
        "be added; then you must be told why within the first month. It is free of charge."
    )
    page = client.get("/mine-data/").content.decode()
    assert [words for words in withheld if words in page] == []
    assert by_law in page
    prove_sentences()
    page = client.get("/mine-data/").content.decode()
    assert [words for words in withheld if words not in page] == []
    assert by_law not in page
    assert says("By law you must have an answer by %(date)s.").partition("%")[0] not in page
    assert says("By law you must have an answer within one month from today. It is free of charge.") not in page
