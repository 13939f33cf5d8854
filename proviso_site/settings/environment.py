"""Read settings from the environment; a secret ``NAME`` may also be in the file ``NAME_FILE``."""

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()


def secret(name: str, default: str | None = None) -> str:
    """Return ``NAME``, else the content of the file ``NAME_FILE``, else ``default``.

    Raises ``ImproperlyConfigured``, naming the variable, if there is none.
    """
    if value := env.str(name, default=""):
        return str(value)
    if file := env.str(f"{name}_FILE", default=""):
        try:
            return Path(str(file)).read_text().strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE={file} cannot be read: {error.strerror}.") from error
    if default is None:
        raise ImproperlyConfigured(f"Set {name}, or {name}_FILE to the path of a file that holds it.")
    return default


def required(name: str) -> str:
    """Return ``NAME``; raises ``ImproperlyConfigured`` if it is not set."""
    if value := env.str(name, default=""):
        return str(value)
    raise ImproperlyConfigured(f"Set {name}.")
