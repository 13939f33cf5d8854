import pytest
from django.test import Client


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "language"), [("/", "nb"), ("/en/", "en")])
def test_language_comes_from_the_address_alone(client: Client, path: str, language: str) -> None:
    answer = client.get(path, headers={"Accept-Language": "de, en;q=0.5"})
    assert answer["Content-Language"] == language
    assert "accept-language" not in answer.get("Vary", "").lower()


@pytest.mark.law("A-08")
@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/no-such-page", "/admin/login/", "/healthz"])
def test_headers_are_on_every_answer(client: Client, path: str) -> None:
    answer = client.get(path)
    assert "camera=()" in answer["Permissions-Policy"]
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "unsafe" not in answer["Content-Security-Policy"]
