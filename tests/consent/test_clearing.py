import pytest
from django.http import HttpResponse

from consent.clearing import domains, expire


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("www.shop.example.com:8000", ["", "www.shop.example.com", "shop.example.com", "example.com"]),
        ("example.com", ["", "example.com"]),
        ("localhost:8000", [""]),
        ("127.0.0.1:8000", [""]),
        ("[::1]:8000", [""]),
        ("", [""]),
    ],
)
def test_host_and_every_parent_but_the_top(host: str, expected: list[str]) -> None:
    assert list(domains(host)) == expected


@pytest.mark.law("C-10")
def test_each_domain_gets_its_own_header() -> None:
    response = HttpResponse()
    expire(response, "www.example.com", ["_hjSession_7"])
    headers = [morsel.OutputString() for morsel in response.cookies.values()]
    assert len(headers) == 3
    assert all(header.startswith("_hjSession_7=") and "Max-Age=0" in header for header in headers)
    assert [("Domain=" in header) for header in headers] == [False, True, True]
