"""request.consent, cookies taken back, and what a page may reach."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from consent.gate import cookie
from consent.gate.middleware import ChoiceMiddleware
from privacy.register.models import Revision
from tests.consent.conftest import choice, having

pytestmark = pytest.mark.django_db
CSP = "Content-Security-Policy"


def seen(value: str | None) -> Any:
    """Return what a view sees as request.consent when a browser sends this cookie."""
    found: list[Any] = []

    def view(request: HttpRequest) -> HttpResponse:
        found.append(request.consent)  # type: ignore[attr-defined]
        return HttpResponse()

    request = RequestFactory().get("/", headers={} if value is None else {"cookie": f"{cookie.NAME}={value}"})
    ChoiceMiddleware(view)(request)
    return found[0]


def test_a_choice_is_seen_without_a_query(published: Revision, django_assert_num_queries: Any) -> None:
    seen(None)
    with django_assert_num_queries(0):
        consent = seen(cookie.write(choice("analytics")))
        assert "analytics" in consent.granted


@pytest.mark.parametrize("value", ["", "1", "x" * 5000, "2.1.am.1.9999999999.-.forged", '"\\', "ø"])
def test_what_is_not_ours_is_no_choice(published: Revision, value: str) -> None:
    assert not seen(value)


def test_no_cookie_no_choice(published: Revision) -> None:
    assert not seen(None)


@pytest.mark.law("C-17")
def test_a_choice_ends(published: Revision) -> None:
    value = cookie.write(choice("analytics"))
    with time_machine.travel(timezone.now() + timedelta(days=190)):
        assert not seen(value)


def test_a_choice_of_a_later_revision_is_none(published: Revision) -> None:
    assert not seen(cookie.write(choice("analytics", revision=2)))


def test_a_forged_choice_is_taken_away_before_the_gate_reads_it(client: Client, published: Revision) -> None:
    response = having(client, "2.1.am.1.9999999999.-.forged").get("/")
    assert response.status_code == 200
    assert response.cookies[cookie.NAME]["max-age"] in (0, "0")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.law("C-10")
@pytest.mark.parametrize("is_copy_first", [True, False])
def test_a_copied_yes_outlives_no_withdrawal(
    client: Client, published: Revision, settings: Any, is_copy_first: bool
) -> None:
    """Any script can copy the readable cookie to a deeper path or a parent domain: of several the newest counts."""
    settings.ALLOWED_HOSTS = ["www.example.com"]
    yes = cookie.write(choice("analytics", made_at=timezone.now() - timedelta(minutes=1)))
    no = cookie.write(choice())
    values = [yes, no] if is_copy_first else [no, yes]
    sent = "; ".join(f"{cookie.NAME}={value}" for value in values)
    response = client.get("/nyhetsbrev/", HTTP_HOST="www.example.com", HTTP_COOKIE=f"_hjSession_1=1; {sent}")
    told = [morsel for morsel in response.cookies.values() if morsel.key == cookie.NAME]
    gone = {(morsel["domain"], morsel["path"]) for morsel in told if morsel["max-age"] in (0, "0")}
    assert {("example.com", "/"), ("", "/nyhetsbrev/"), ("", "/nyhetsbrev")} <= gone
    kept = [morsel for morsel in told if morsel["max-age"] not in (0, "0")]
    assert [(morsel["domain"], morsel["path"], cookie.read(morsel.value)) for morsel in kept] == [
        ("", "/", cookie.read(no))
    ]
    assert "_hjSession_1" in {morsel.key for morsel in response.cookies.values()}, "what a yes would cover is cleared"


@pytest.mark.law("C-10")
def test_trackers_left_over_are_cleared_on_every_page(client: Client, published: Revision) -> None:
    client.cookies["_hjSessionUser_1"] = "1"
    response = having(client, choice("marketing")).get("/")
    assert {cookie.key for cookie in response.cookies.values()} == {"_hjSessionUser_1"}


@pytest.mark.law("C-29", "X-33")
def test_a_page_is_the_same_for_everyone(client: Client, published: Revision, site_ids: dict[str, str]) -> None:
    nobody = Client().get("/")
    chosen = having(client, choice("analytics", "marketing")).get("/")
    assert nobody.content == chosen.content
    assert nobody["Cache-Control"] == chosen["Cache-Control"]
    assert not chosen.cookies
    assert "Cookie" not in chosen.get("Vary", "")


@pytest.mark.law("X-33")
def test_the_question_has_no_variants(published: Revision, site_ids: dict[str, str]) -> None:
    """Whoever comes, whenever and from wherever, is asked in the same words, in the same order."""
    pages = set()
    for visitor in range(24):
        with time_machine.travel(timezone.now() + timedelta(hours=visitor)):
            browser = Client(REMOTE_ADDR=f"198.51.{visitor}.7", headers={"user-agent": f"Browser/{visitor}"})
            page = browser.get("/", {"utm_campaign": str(visitor)} if visitor % 2 else {}).content.decode()
            pages.add(page.partition("<section")[2].partition("</section>")[0])
    assert len(pages) == 1
    assert 'name="choice"' in pages.pop()


@pytest.mark.law("X-33")
def test_no_script_of_the_question_throws_dice() -> None:
    scripts = [*Path(settings.BASE_DIR).glob("consent/static/**/*.js")]
    assert len(scripts) > 3
    dice = re.compile(r"Math\.random|getRandomValues|\bvariant|\bexperiment|Date\.now\(\)\s*%", re.IGNORECASE)
    assert [path.name for path in scripts if dice.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.law("C-22", "C-23", "X-01")
def test_a_page_names_no_script_of_anybody_else(client: Client, published: Revision, site_ids: dict[str, str]) -> None:
    page = client.get("/").content.decode()
    assert '<template data-consent="hubspot">' in page
    for host in ("hs-scripts.com", "hotjar.com/c", "googletagmanager"):
        assert host not in page


def test_hosts_of_what_runs_are_in_the_policy(client: Client, published: Revision, site_ids: dict[str, str]) -> None:
    policy = client.get("/")[CSP]
    assert "https://static.hotjar.com" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_no_hosts_without_ids(no_site_ids: None, client: Client, published: Revision) -> None:
    assert "hotjar" not in client.get("/")[CSP]


@pytest.mark.law("X-29")
@pytest.mark.parametrize(
    "path",
    [
        *("/admin/login/", "/samtykke/kvittering/11111111-1111-4111-8111-111111111111/", "/samtykke/"),
        *("/mine-data/", "/mine-data/kopi/", "/nyhetsbrev/avmeld/x/", "/en/my-data/", "/nn/samtykke/"),
    ],
)
def test_staff_and_private_pages_reach_nobody(
    client: Client, published: Revision, site_ids: dict[str, str], path: str
) -> None:
    response = client.get(path)
    assert "hotjar" not in response[CSP]
    assert "data-consent" not in response.content.decode()


def test_every_cookie_of_ours_is_declared(published: Revision) -> None:
    own = {item["name"] for item in published.content["consent"]["own"]}
    assert {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, cookie.NAME} <= own


def test_an_unknown_host_is_refused_without_an_error(client: Client, published: Revision) -> None:
    client.cookies["_hjSession_1"] = "1"
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
