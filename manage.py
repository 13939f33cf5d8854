#!/usr/bin/env python
"""Django's command line; with neither DATABASE_URL nor REDIS_URL set it uses the embedded services of VAR."""

import os
import sys

UNDEFINED_TABLE = "42P01"
WITHOUT_SERVICES = {"help", "--help", "-h", "version", "--version", "makemessages", "compilemessages", "collectstatic"}


def main() -> None:
    """Run one command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "proviso_site.settings.development")
    is_development = os.environ["DJANGO_SETTINGS_MODULE"].endswith(".development")
    if is_development and not WITHOUT_SERVICES.intersection(sys.argv[1:3]) and len(sys.argv) > 1:
        from proviso_site import embedded  # noqa: PLC0415 - production does not install its packages
        from proviso_site.settings.places import VAR  # noqa: PLC0415

        try:
            embedded.fill_environment(VAR)
        except embedded.EmbeddedError as error:
            sys.exit(str(error))
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - after the environment is set
    from django.db import ProgrammingError  # noqa: PLC0415

    try:
        execute_from_command_line(sys.argv)
    except ProgrammingError as error:
        if is_development and getattr(error.__cause__, "sqlstate", "") == UNDEFINED_TABLE:
            var = os.environ.get("VAR", "var")
            sys.exit(
                f"The database of VAR={var} has no tables yet: start the site once with make run, or name its VAR."
            )
        raise


if __name__ == "__main__":
    main()
