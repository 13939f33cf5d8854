"""Read settings from the environment; a secret may also stand in a file named by ``NAME_FILE``."""

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()


def secret(name: str, default: str | None = None) -> str:
    """Return ``NAME``, else what the file ``NAME_FILE`` holds, else ``default``; without one, name what is missing."""
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
    """Return ``NAME``, or say that it is missing."""
    if value := env.str(name, default=""):
        return str(value)
    raise ImproperlyConfigured(f"Set {name}.")
