"""While Valkey is away no page fails: most need it not, and those that count attempts say that they are closed."""

import re
from typing import Any

import pytest
from axes.handlers.proxy import AxesProxyHandler
from celery import Celery
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from django.urls import reverse
from kombu.exceptions import OperationalError
from redis.exceptions import ConnectionError as ValkeyError
from redis.exceptions import TimeoutError as ValkeyTimeout

from privacy import jobs
from proviso_site.accounts import sessions
from proviso_site.health.outage_page import error_page
from tests.factories.newsletter import ActiveFactory
from tests.factories.rules import load_rules
from tests.proviso_site.accounts.conftest import PASSWORD, account, log_in
from tests.seen import confirmed
from tests.words import says

DEAD = "redis://127.0.0.1:1/0"
CLOSED = says("This page is closed for a moment")
PUBLIC = ["/", "/nn/", "/en/", "/personvern/", "/kontakt/", "/nyhetsbrev/", "/mine-data/", "/samtykke/", "/healthz"]
_HREF = re.compile(r'href="(/[^"#]*)"')
_IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=/)[0-9a-f]{64}(?=/)|(?<=/)\d+(?=/)")
_NOT_OPENED = re.compile(r"logout|/konto/ut/|/static/|\.(pdf|csv|zip)$")


@pytest.fixture
def staff(db: None) -> Client:
    """A superuser who has logged in, whom the client shows every error."""
    user = User.objects.create_superuser("leder", "leder@example.com", PASSWORD)
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


@pytest.fixture
def without_valkey(staff: Client, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take Valkey away, after ``staff`` have logged in."""
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": DEAD}}
    settings.CELERY_BROKER_URL = DEAD
    away = Celery("away", set_as_current=False)
    away.config_from_object(settings, namespace="CELERY")
    monkeypatch.setattr(jobs, "current_app", away)
    monkeypatch.setattr(AxesProxyHandler, "implementation", None)  # keeps the cache that it first saw


@pytest.fixture
def rules(db: None) -> None:
    load_rules()


def crawl(client: Client, *starts: str) -> dict[str, int]:
    """Follow every link on the site, one page of each shape; return the statuses."""
    waiting, found = list(starts), dict[str, int]()
    while waiting:
        path = waiting.pop(0)
        shape = _IDS.sub("N", path.partition("?")[0])
        if shape in found or _NOT_OPENED.search(path):
            continue
        answer = client.get(path)
        found[shape] = answer.status_code
        if answer.status_code == 302:
            waiting.append(answer["Location"])
        elif "text/html" in answer.get("Content-Type", "") and not answer.streaming:
            waiting += _HREF.findall(answer.content.decode())
    return found


@pytest.mark.django_db
@pytest.mark.usefixtures("without_valkey", "rules")
@pytest.mark.law("A-09")
def test_every_page_answers_without_valkey(staff: Client) -> None:
    ActiveFactory.create()
    public = crawl(Client(raise_request_exception=False), *PUBLIC)
    private = crawl(staff, "/admin/")
    assert {path: status for path, status in (public | private).items() if status >= 500 and status != 503} == {}
    assert len(public) > 15
    assert len(private) > 60
    closed = {path for path, status in (public | private).items() if status == 503}
    assert closed <= {"/readyz", "/admin/login/", "/admin/konto/bekreft/"}
    assert [private["/admin/"], public["/"], public["/mine-data/"]] == [200, 200, 200]


@pytest.mark.django_db
@pytest.mark.usefixtures("without_valkey", "rules")
@pytest.mark.law("A-08")
@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/admin/login/", {"username": "kari", "password": PASSWORD}),
        ("/admin/login/", {"username": "kari", "password": "galt passord"}),
        ("/admin/konto/webauthn/login/", {"credential": "{}"}),
    ],
)
def test_nobody_logs_in_while_attempts_cannot_be_counted(path: str, fields: dict[str, str]) -> None:
    account("kari", is_superuser=True)
    client = Client(raise_request_exception=False)
    answer = client.post(path, fields)
    assert answer.status_code == 503
    assert CLOSED in answer.content.decode()
    assert int(answer["Retry-After"]) > 0
    assert "no-store" in answer["Cache-Control"]
    assert "Content-Security-Policy" in answer
    assert sessions.BEGAN not in client.session


@pytest.mark.django_db
@pytest.mark.usefixtures("without_valkey", "rules")
@pytest.mark.law("D-03")
@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/nyhetsbrev/", {"email": "per@example.com", "consent": "on"}),
        ("/kontakt/", {"email": "per@example.com", "text": "Hei"}),
        ("/mine-data/", {"email": "per@example.com", "right": "access"}),
        ("/samtykke/", {"choice": "none"}),
        ("/csp-rapport/", {}),
    ],
)
def test_forms_are_taken_without_valkey(path: str, fields: dict[str, str]) -> None:
    answer = Client(raise_request_exception=False).post(path, fields)
    assert answer.status_code < 500


@pytest.mark.django_db
@pytest.mark.usefixtures("without_valkey", "rules")
def test_staff_act_without_valkey(staff: Client) -> None:
    person = ActiveFactory.create()
    data = {"action": "end", "_selected_action": [str(person.pk)]}
    answer = confirmed(staff, reverse("admin:newsletter_subscription_changelist"), data)
    assert answer.status_code == 302
    person.refresh_from_db()
    assert person.state == "ended"


@pytest.mark.django_db
def test_login_comes_back_with_valkey(without_valkey: None, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    account("kari", is_superuser=True)
    client = Client(raise_request_exception=False)
    assert log_in(client, "kari").status_code == 503
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": settings.REDIS_URL}}
    monkeypatch.setattr(AxesProxyHandler, "implementation", None)
    assert log_in(client, "kari").status_code == 302


@pytest.mark.parametrize("error", [ValkeyError(), ValkeyTimeout(), OperationalError()])
def test_error_page_says_so_for_every_way_in_which_valkey_is_away(rf: RequestFactory, error: Exception) -> None:
    try:
        raise error
    except Exception:  # noqa: BLE001
        page = error_page(rf.get("/admin/login/"))
    assert page.status_code == 503
    assert CLOSED in page.content.decode()
