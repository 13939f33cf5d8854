"""Taking cookies back: on the host and on every parent domain, until they are gone."""

from collections.abc import Iterable, Iterator
from http.cookies import Morsel
from ipaddress import ip_address

from django.http import HttpResponse

_EPOCH = "Thu, 01 Jan 1970 00:00:00 GMT"


def domains(host: str) -> Iterator[str]:
    """Yield where a page of this host could have set a cookie: "" (the host alone), the host, its parents.

    Never the top-level domain; an address of numbers has no parents.
    """
    yield ""
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    if name.startswith("[") or _is_address(name):
        return
    labels = name.split(".")
    for start in range(len(labels) - 1):
        yield ".".join(labels[start:])


def expire(response: HttpResponse, host: str, names: Iterable[str]) -> None:
    """Make the browser drop these cookies wherever a page of this host could have set them."""
    for name in names:
        for domain in domains(host):
            morsel: Morsel[str] = Morsel()
            morsel.set(name, "", "")
            morsel.update({"max-age": "0", "expires": _EPOCH, "path": "/", "samesite": "Lax", "domain": domain})
            # Django keeps one Set-Cookie for each name; every domain needs its own.
            dict.__setitem__(response.cookies, f"{name} {domain}".rstrip(), morsel)


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True
