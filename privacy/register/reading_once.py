"""Reading the draft as a whole: what several sections need is read from the database once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

Given = ParamSpec("Given")
Result = TypeVar("Result")

_results: ContextVar[dict[Any, Any] | None] = ContextVar("results of one reading", default=None)


@contextmanager
def reading_once() -> Iterator[None]:
    """Keep the results of functions that are ``once``, for a block that only reads."""
    token = _results.set({})
    try:
        yield
    finally:
        _results.reset(token)


def once(read: Callable[Given, Result]) -> Callable[Given, Result]:
    """Let a function that reads rows be asked once in a block of ``reading_once`` for the same arguments."""

    @wraps(read)
    def answer(*args: Given.args, **kwargs: Given.kwargs) -> Result:
        results = _results.get()
        if results is None:
            return read(*args, **kwargs)
        key = (read, args, tuple(sorted(kwargs.items())))
        if key not in results:
            results[key] = read(*args, **kwargs)
        result: Result = results[key]
        return result

    return answer
