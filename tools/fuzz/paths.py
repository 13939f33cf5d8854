"""Every public path of the site, from its URL configuration."""

import random
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation

from privacy.web.tokens import make_token

# Of the administration strangers reach these; every other page of it sends them to the first.
STAFF_ENTRANCES = ("admin/login/", "admin/logout/", "admin/", "admin/no-such-page/")
PURPOSES = ("newsletter.confirm", "newsletter.unsubscribe", "dsar.confirm", "dsar.case")


def all_routes() -> list[str]:
    """Return the routes in every language, such as ``en/newsletter/confirm/<str:token>/``."""
    routes = dict.fromkeys(STAFF_ENTRANCES)
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            routes |= dict.fromkeys(route for route in _walk(get_resolver().url_patterns, "") if not _is_staff(route))
    return list(routes)


def fill(route: str, source: random.Random, words: list[str]) -> str:
    """Return a path of ``route`` whose variable parts are valid or nonsense."""
    path, rest = "", route
    while "<" in rest:
        before, _, rest = rest.partition("<")
        name, _, rest = rest.partition(">")
        path += before + _value(name, source, words)
    return f"/{path}{rest}"


def _walk(patterns: list[Any], before: str) -> Iterator[str]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            # The pages of the administration have models behind them, and there are hundreds.
            if not _is_staff(route):
                yield from _walk(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route


def _is_staff(route: str) -> bool:
    return route.startswith("admin/")


def _value(name: str, source: random.Random, words: list[str]) -> str:
    converter = name.partition(":")[0]
    if source.random() < 0.3:
        return source.choice(words).replace("/", "%2F")
    match converter:
        case "int":
            return source.choice(["0", "1", "2", "99", "2147483648", "9" * 30, "9" * 5000])
        case "uuid":
            return str(_uuid(source))
        case "right":
            return source.choice(["kopi", "slette", "rette", "copy", "erase", "object", "innsigelse", "x"])
        case _:
            return make_token(source.choice(PURPOSES), _uuid(source)) if source.random() < 0.6 else "a.b.c"


def _uuid(source: random.Random) -> Any:
    from uuid import UUID  # noqa: PLC0415

    return UUID(int=source.getrandbits(128), version=4)
