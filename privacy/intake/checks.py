"""System check: every public form passes the intake."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags
from django.urls import URLPattern, URLResolver, get_resolver

from privacy.inventory import collecting
from privacy.system_checks import system_check

View = Callable[..., Any]


@system_check("privacy.E060", tag=Tags.security)
def check_intake(app_configs: object, **_kwargs: Any) -> list[CheckMessage]:
    """The view of each declared form is decorated with ``intake``, so that limits and signs apply to it."""
    views = dict(_named(get_resolver().url_patterns))
    forms = [(data, name) for data in collecting.all_forms() if data.form is not None for name in data.views]
    return [
        Error(
            f"The form {data.name} posts to {name}, which does not pass the intake.",
            hint="Decorate the view with @intake(asks=True), or asks=False where nothing may be held up.",
            id="privacy.E060",
        )
        for data, name in forms
        if name in views and not getattr(views[name], "is_intake", False)
    ]


def _named(patterns: Sequence[URLPattern | URLResolver], prefix: str = "") -> Iterator[tuple[str, View]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _named(pattern.url_patterns, inner)
        elif pattern.name:
            yield f"{prefix}{pattern.name}", pattern.callback
