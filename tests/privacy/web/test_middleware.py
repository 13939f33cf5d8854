"""Errors on private pages leave nothing in caches and referrers."""

from uuid import UUID

import pytest
from django.test import Client

from privacy.web.tokens import make_token

TOKEN = make_token("dsar.case", UUID(int=7))

pytestmark = [pytest.mark.django_db, pytest.mark.law("X-29", "D-19")]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/admin/no-such-page/", 404),
        ("/admin/newsletter/no-such-model/", 404),
        ("/admin/newsletter/subscription/?email__startswith=a", 400),
        ("/admin/privacy/visitcount/7/change/", 403),
    ],
)
def test_error_of_the_administration_is_private(admin_client: Client, path: str, status: int) -> None:
    answer = admin_client.get(path)
    assert answer.status_code == status
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize(
    "path",
    [
        f"/mine-data/sak/{TOKEN}/”",
        f"/mine-data/sak/{TOKEN}/no-such-page/",
        f"/mine-data/sak/{TOKEN}x/",
        f"/en/my-data/case/{TOKEN}/x",
        f"/nyhetsbrev/avmeld/{TOKEN}/x/",
        f"/nyhetsbrev/bekreft/{TOKEN}/",
        f"/samtykke/kvittering/{UUID(int=7)}/",
        f"/samtykke/kvittering/{UUID(int=7)}/x/",
    ],
    ids=range(8),  # a token holds the time, which differs between processes
)
def test_error_on_a_private_address_is_private(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in {404, 410}
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer["X-Robots-Tag"]


def test_refused_method_on_a_private_page_is_private(client: Client) -> None:
    answer = client.get(f"/mine-data/sak/{TOKEN}/last-ned/")
    assert answer.status_code == 405
    assert answer["Referrer-Policy"] == "no-referrer"


def test_public_error_keeps_the_usual_headers(client: Client) -> None:
    answer = client.get("/no-such-page/")
    assert answer["Referrer-Policy"] == "strict-origin-when-cross-origin"
