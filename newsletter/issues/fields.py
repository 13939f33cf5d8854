"""Merge fields: the two things that a text may say of its reader. We hold no more than these of a subscriber."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from newsletter.issues.markdown import addresses_with_fields, fields_in
from newsletter.issues.mime import PLACE_OF_ADDRESS, PLACE_OF_SINCE
from newsletter.issues.models import Issue

# The name between braces, and where the value of a reader belongs in a mail.
PLACES: Mapping[str, str] = {"address": PLACE_OF_ADDRESS, "since": PLACE_OF_SINCE}


def neutral() -> dict[str, str]:
    """Return what stands for the fields where nobody is the reader, in the active language."""
    return {"address": _("[the reader’s own address]"), "since": _("[the day on which it was confirmed]")}


def neutral_places() -> dict[str, str]:
    """Return the same by place in a mail."""
    return {PLACES[name]: text for name, text in neutral().items()}


def objection_to(issue: Issue) -> str:
    """Return in words why an issue cannot be sent with its merge fields; empty if it can."""
    return objection_to_subject(issue.subject) or objection_to_text(issue.body)


def objection_to_subject(subject: Mapping[str, str]) -> str:
    """Return in words why a subject cannot be sent; empty if it can."""
    if any(f"{{{name}}}" in text for text in subject.values() for name in PLACES):
        return _("A subject is the same for everybody: %(fields)s are for the text.") % _written_out()
    return ""


def objection_to_text(body: Mapping[str, str]) -> str:
    """Return in words that a merge field does not exist, or would tell who follows a link; empty if all may be."""
    named = dict.fromkeys(name for text in body.values() for name in fields_in(text))
    if unknown := [name for name in named if name not in PLACES]:
        return _("There is no field {%(name)s}. The fields are %(fields)s. For a brace itself write \\{.") % {
            "name": "}, {".join(unknown),
            **_written_out(),
        }
    links = [link for text in body.values() for link in addresses_with_fields(text, PLACES)]
    if links:
        return _("The link “%(address)s” would tell who follows it: %(fields)s are for the text.") % {
            "address": links[0],
            **_written_out(),
        }
    return ""


def _written_out() -> dict[str, str]:
    """Return the fields that exist, as staff write them."""
    return {"fields": ", ".join(f"{{{name}}}" for name in PLACES)}
