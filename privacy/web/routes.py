"""The shape of a request's path: its fixed segments, without the tokens, ids and texts between them."""

from collections.abc import Iterable, Iterator
from functools import cache

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest
from django.urls import LocalePrefixPattern, Resolver404, URLPattern, URLResolver, get_resolver, resolve
from django.urls.resolvers import RoutePattern
from django.utils import translation

HIDDEN = "…"
_MOST_SEGMENTS = 8


def route_of(request: HttpRequest) -> str:
    """Return the URL pattern of a request, which has names where the path has tokens and ids.

    The path of no page is returned by ``path_shape``.
    """
    if request.path_info.startswith(settings.STATIC_URL):
        return f"{settings.STATIC_URL}{HIDDEN}"
    match = request.resolver_match
    if match is None:
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return path_shape(request.path_info)
    return f"/{match.route}"


def path_shape(path: str) -> str:
    """Return the path with ``…`` for every segment that is no fixed segment of any URL, and without its query.

    Names of parameters, as in ``/sak/<str:token>/``, stay.
    """
    # By position and not by comparison: whatever is not known to be ours may be a token or an address, however it is
    # encoded and whatever stands beside it.
    fixed = _fixed_segments() if apps.ready else frozenset[str]()
    segments = path.partition("?")[0].partition("#")[0].split("/")
    shown = list[str]()
    for segment in segments[: _MOST_SEGMENTS + 1]:
        kept = segment if not segment or segment in fixed or _is_parameter(segment) else HIDDEN
        if kept != HIDDEN or shown[-1:] != [HIDDEN]:
            shown.append(kept)
    if len(segments) > _MOST_SEGMENTS + 1 and shown[-1:] != [HIDDEN]:
        shown.append(HIDDEN)
    return "/".join(shown) + (f"?{HIDDEN}" if "?" in path else "")


def _is_parameter(segment: str) -> bool:
    kind, colon, name = segment.removeprefix("<").removesuffix(">").partition(":")
    is_named = kind.isidentifier() and (not colon or name.isidentifier())
    return segment.startswith("<") and segment.endswith(">") and segment.isascii() and is_named and len(segment) < 40


@cache
def _fixed_segments() -> frozenset[str]:
    """Return the fixed segments of every URL, in every language."""
    fixed = set[str]()
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            fixed |= set(_segments_below(get_resolver().url_patterns))
    return frozenset(fixed)


@cache
def private_prefixes() -> tuple[str, ...]:
    """Return how the paths of private pages begin, in every language, up to their first parameter."""
    prefixes = set[str]()
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            prefixes |= set(_private_below(get_resolver().url_patterns, "/"))
    return tuple(sorted(prefixes))


def _private_below(patterns: Iterable[URLPattern | URLResolver], above: str) -> Iterator[str]:
    for entry in patterns:
        pattern = entry.pattern
        path = above + (pattern.language_prefix if isinstance(pattern, LocalePrefixPattern) else str(pattern))
        if isinstance(entry, URLResolver):
            yield from _private_below(entry.url_patterns, path)
        elif getattr(entry.callback, "is_private", False) and "<" in path:
            yield path.partition("<")[0]


def _segments_below(patterns: Iterable[URLPattern | URLResolver]) -> Iterator[str]:
    for entry in patterns:
        pattern = entry.pattern
        if isinstance(pattern, LocalePrefixPattern):
            text = pattern.language_prefix
        else:
            # Of a regular expression only plain words are taken: what else it matches is unknown.
            text = str(pattern) if isinstance(pattern, RoutePattern) else str(pattern).strip("^$")
        yield from (segment for segment in text.split("/") if segment and _is_plain(segment))
        if isinstance(entry, URLResolver):
            yield from _segments_below(entry.url_patterns)


def _is_plain(segment: str) -> bool:
    return segment.replace("-", "").replace(".", "").replace("_", "").isalnum()
