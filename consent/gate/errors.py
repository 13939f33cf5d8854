"""What can go wrong here. Each docstring is the default message."""

from consent.errors import ConsentError


class NothingToChoose(ConsentError):
    """No register is in force, so there is nothing to agree to; publish one with `manage.py seed_site`."""
