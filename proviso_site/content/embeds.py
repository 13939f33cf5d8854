"""Content of other services on a page: which service of the published register an address belongs to."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from urllib.parse import parse_qs, urlsplit

from django.utils.translation import gettext as _

from consent.gate import offer as offers
from consent.gate.offer import Offered
from privacy.web import html
from proviso_site.content.errors import EmbedRefused

FRAME, SCRIPT, IMAGE = "frame", "script", "img"
_LOADED_BY = {"iframe": FRAME, "script": SCRIPT, "img": IMAGE}
_SCRIPTS, _IMAGES = (".js", ".mjs"), (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif")
_ID = re.compile(r"[\w-]{1,64}", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Embed:
    """What a page loads of a service once it is granted: a frame, a script or an image, from an address."""

    service: str
    kind: str
    address: str
    page: str = ""  # where somebody sees it without loading it here


def embed_of(pasted: str, service: str = "") -> Embed:
    """Return what to load for a pasted address, or for a pasted piece of HTML with one.

    Without ``service``, the one that lists the address's host is taken. Raises ``EmbedRefused``, with what to do.
    """
    address, wanted = _address_in(pasted.strip())
    host = _host(address)
    offer = offers.current()
    offered = offer.services if offer else ()
    listing: list[Offered] = []
    for candidate in _ways_to_show(address):
        for known in offered:
            kinds = _kinds(known, candidate)
            if not kinds:
                continue
            listing.append(known)
            if service in ("", known.key):
                kind = _kind(kinds, candidate, wanted)
                page = "" if kind == SCRIPT else address
                return Embed(service=known.key, kind=kind, address=candidate, page=page)
    raise EmbedRefused(_refusal(host, listing))


def _host(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme != "https" or not parts.hostname or parts.username is not None or len(address.split()) > 1:
        raise EmbedRefused(_("Paste an address that begins with https://, or the code that the service gives you."))
    return parts.hostname


def _refusal(host: str, listing: list[Offered]) -> str:
    if listing:
        names = ", ".join(dict.fromkeys(known.facts.name for known in listing))
        return _("%(host)s belongs to %(names)s: choose that service, or leave the choice empty.") % {
            "host": host,
            "names": names,
        }
    return _(
        "No service of the published register lists %(host)s. Add the host to the service under Services, publish, "
        "and come back."
    ) % {"host": host}


def _address_in(pasted: str) -> tuple[str, str]:
    """Return the address in what was pasted, and how HTML would load it."""
    if not pasted.startswith("<"):
        return pasted, ""
    for element in html.parse(pasted).all(*_LOADED_BY):
        if source := element.get("src") or element.get("data-src"):
            return f"https:{source}" if source.startswith("//") else source, _LOADED_BY[element.tag]
    return "", ""


def _ways_to_show(address: str) -> Iterator[str]:
    """Yield the addresses that show the same thing inside a page, best first; at last the address itself."""
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    path = [part for part in parts.path.split("/") if part]
    film = ""
    if host == "youtu.be" and path:
        film = path[0]
    elif host in ("youtube.com", "youtube-nocookie.com"):
        film = (
            path[1]
            if len(path) > 1 and path[0] in ("embed", "shorts", "live")
            else "".join(parse_qs(parts.query).get("v", [])[:1])
        )
    if _ID.fullmatch(film):
        yield f"https://www.youtube-nocookie.com/embed/{film}"
        yield f"https://www.youtube.com/embed/{film}"
    if host == "vimeo.com" and path and path[-1].isdigit():
        yield f"https://player.vimeo.com/video/{path[-1]}?dnt=1"
    yield address


def _kinds(service: Offered, address: str) -> tuple[str, ...]:
    """Return how pages may load an address for a service."""
    place = "{0.scheme}://{0.netloc}".format(urlsplit(address)).lower()
    return tuple(
        kind
        for kind in (FRAME, SCRIPT, IMAGE)
        if any(fnmatchcase(place, pattern) for pattern in service.hosts.get(kind, ()))
    )


def _kind(kinds: tuple[str, ...], address: str, wanted: str) -> str:
    """Return how to load an address: as the pasted HTML did, else as its ending says, else in the first way allowed."""
    ending = PurePosixPath(urlsplit(address).path).suffix.lower()
    by_ending = SCRIPT if ending in _SCRIPTS else IMAGE if ending in _IMAGES else FRAME
    return next((kind for kind in (wanted, by_ending) if kind in kinds), kinds[0])
