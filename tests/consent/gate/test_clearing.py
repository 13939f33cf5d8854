import pytest
from django.http import HttpResponse

from consent.gate.clearing import domains, expire, paths


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
    assert all(header.startswith("_hjSession_7=") and "Max-Age=0" in header for header in headers)
    plain = [header for header in headers if not header.endswith("; Partitioned")]
    assert [("Domain=" in header) for header in plain] == [False, True, True]
    partitioned = [header for header in headers if header not in plain]
    assert len(partitioned) == 1
    assert "Secure" in partitioned[0]
    assert "SameSite=None" in partitioned[0]


@pytest.mark.law("C-10")
@pytest.mark.parametrize("name", ["__Secure-id", "__Host-id", "__host-ID"])
def test_a_prefix_needs_secure_also_to_be_deleted(name: str) -> None:
    response = HttpResponse()
    expire(response, "example.com", [name])
    assert all("Secure" in morsel.OutputString() for morsel in response.cookies.values())


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", ["/"]),
        ("/a/b/", ["/", "/a", "/a/", "/a/b", "/a/b/"]),
        ("/a/b", ["/", "/a", "/a/", "/a/b"]),
    ],
)
def test_every_path_above_the_page(path: str, expected: list[str]) -> None:
    assert list(paths(path)) == expected


@pytest.mark.law("C-10")
def test_each_path_gets_its_own_header_and_a_long_head_is_not_made() -> None:
    response = HttpResponse()
    expire(response, "example.com", ["one", "two"], "/a/b/")
    gone = {(cookie.key, cookie["domain"], cookie["path"]) for cookie in response.cookies.values()}
    assert gone == {
        (name, domain, path)
        for name in ("one", "two")
        for domain in ("", "example.com")
        for path in ("/", "/a", "/a/", "/a/b", "/a/b/")
    }
    many = HttpResponse()
    expire(many, "www.example.com", [f"name{number}" for number in range(20)], "/a/b/c/d/e/")
    assert len(many.cookies) == 80, "the root at once; what is deeper goes with the next page"
