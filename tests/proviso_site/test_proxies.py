"""The visitor's address behind proxies, with genuine and forged headers."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from proviso_site.serving.proxies import TrustedProxies

VISITOR, FORGED, PROXY, CDN = "198.51.100.77", "203.0.113.5", "10.0.0.2", "192.0.2.10"


def visitor(trusted: str, connected: str, forwarded: str) -> str:
    """Return the address that the application sees."""
    seen: list[str] = []

    def application(environ: dict[str, str], _start: object) -> list[bytes]:
        seen.append(environ["REMOTE_ADDR"])
        return []

    environ = {"REMOTE_ADDR": connected} | ({"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {})
    TrustedProxies(application, trusted)(environ, lambda *_arguments: None)
    return seen[0]


@pytest.mark.law("D-40")
@pytest.mark.parametrize(
    ("trusted", "connected", "forwarded", "expected"),
    [
        ("*", PROXY, VISITOR, VISITOR),
        ("*", PROXY, f"{FORGED}, {VISITOR}", VISITOR),
        ("*", PROXY, f"{FORGED},{FORGED},{VISITOR}", VISITOR),
        ("*", PROXY, "", PROXY),
        (PROXY, PROXY, f"{FORGED}, {VISITOR}", VISITOR),
        ("10.0.0.0/8", PROXY, f"{FORGED}, {VISITOR}, 10.7.7.7", VISITOR),
        (f"{PROXY}, {CDN}", PROXY, f"{FORGED}, {VISITOR}, {CDN}", VISITOR),
        # Nobody but the proxies may say whose request it is.
        (PROXY, FORGED, VISITOR, FORGED),
        (PROXY, PROXY, f"{PROXY}, {PROXY}", PROXY),
        ("*", PROXY, f"{FORGED}, unknown", PROXY),
        ("*", PROXY, "<script>", PROXY),
        ("*", PROXY, f"{VISITOR}:51234", VISITOR),
        ("*", PROXY, '"[2001:db8::7]:443"', "2001:db8::7"),
        ("*", PROXY, "2001:db8::7", "2001:db8::7"),
        ("10.0.0.0/8", "::ffff:10.0.0.2", VISITOR, VISITOR),
        ("*", "", VISITOR, VISITOR),
    ],
)
def test_visitor_is_who_the_last_proxy_saw(trusted: str, connected: str, forwarded: str, expected: str) -> None:
    assert visitor(trusted, connected, forwarded) == expected


def test_name_of_a_host_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="TRUSTED_PROXIES"):
        TrustedProxies(lambda _environ, _start: [], "caddy")
