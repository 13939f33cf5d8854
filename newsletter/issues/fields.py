"""Merge fields: the two things that a text may say of its reader. We hold no more than these of a subscriber."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from newsletter.issues.mime import PLACE_OF_ADDRESS, PLACE_OF_SINCE

# The name between braces, and where the value of a reader belongs in a mail.
PLACES: Mapping[str, str] = {"address": PLACE_OF_ADDRESS, "since": PLACE_OF_SINCE}


def neutral() -> dict[str, str]:
    """Return what stands for the fields where nobody is the reader, in the active language."""
    return {"address": _("[the reader’s own address]"), "since": _("[the day on which it was confirmed]")}


def neutral_places() -> dict[str, str]:
    """Return the same by place in a mail."""
    return {PLACES[name]: text for name, text in neutral().items()}


def written_out() -> str:
    """Return the fields that exist, as staff write them."""
    return ", ".join(f"{{{name}}}" for name in PLACES)
