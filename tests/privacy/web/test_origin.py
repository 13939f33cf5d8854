import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from privacy.web.origin import private_page, same_origin_required

HOST = "testserver"


@same_origin_required
def form(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("done")


def posted(**headers: str) -> HttpRequest:
    return RequestFactory().post("/", headers={name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec_Fetch_Site": "same-origin"},
        {"Sec_Fetch_Site": "none"},
        {"Origin": f"http://{HOST}"},
        {"Sec_Fetch_Site": "same-origin", "Origin": f"http://{HOST}"},
    ],
)
def test_own_page_may_post(headers: dict[str, str]) -> None:
    assert form(posted(**headers)).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Sec_Fetch_Site": ""},
        {"Sec_Fetch_Site": "cross-site", "Origin": f"http://{HOST}"},
        {"Origin": "https://evil.example.com"},
        {"Origin": f"http://{HOST}.evil.example.com"},
        {"Origin": f"http://evil.example.com/{HOST}"},
        {"Origin": f"http://{HOST}:8080"},
        {"Origin": f"http://{HOST}@evil.example.com"},
        {"Origin": f"https://{HOST}"},  # another scheme is another site: the request came over http
        {"Origin": f"ftp://{HOST}"},
        {"Origin": f"//{HOST}"},
        {"Origin": f"http://{HOST}/"},
        {"Origin": "http://[::1"},
        {"Origin": "null"},
        {"Origin": ""},
    ],
)
def test_other_site_may_not_post(headers: dict[str, str]) -> None:
    with pytest.raises(PermissionDenied):
        form(posted(**headers))


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_other_site_may_link(method: str) -> None:
    request = getattr(RequestFactory(), method)("/", headers={"Sec-Fetch-Site": "cross-site"})
    assert form(request).status_code == 200


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_every_unsafe_method_is_guarded(method: str) -> None:
    with pytest.raises(PermissionDenied):
        form(getattr(RequestFactory(), method)("/", headers={"Sec-Fetch-Site": "cross-site"}))


def test_guarded_form_needs_no_token() -> None:
    assert form.csrf_exempt  # type: ignore[attr-defined]


@pytest.mark.law("X-29", "D-19")
def test_private_page_stays_with_the_reader() -> None:
    response = private_page(form)(RequestFactory().get("/"))
    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response["X-Robots-Tag"]
