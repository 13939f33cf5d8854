"""Reasons why a row of a policy is not taken, in words for staff."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Reason:
    """A reason with a stable code; its text and its advice are translated when they are shown."""

    code: str
    text: Any
    advice: Any


_TYPE_NAME = _("Enter the names that the browser shows, if there are any.")

EMPTY = Reason("no-name", _("The row has no name."), _TYPE_NAME)
HOST = Reason("host", _("This is the address of a server, not the name of a cookie."), _TYPE_NAME)
PLACEHOLDER = Reason("placeholder", _("This is a placeholder that nobody has filled in."), _TYPE_NAME)
WORDS = Reason("words", _("These are words, not the name of a cookie."), _TYPE_NAME)
COMPANY = Reason("company", _("This is a company or a service, not the name of a cookie."), _TYPE_NAME)
CATEGORY = Reason("category", _("This is a kind of cookie, not the name of one."), _TYPE_NAME)
PIXEL = Reason(
    "pixel", _("This is a request to a server, which stores nothing in the browser."),
    _("Enter the server among the hosts of its service."),
)  # fmt: skip
NAME = Reason("name", _("This cannot be read as the name of a cookie."), _("Enter it by hand."))
TOO_WIDE = Reason(
    "too-many-cells", _("The row has more cells than the table has headings, so nobody can tell which is which."),
    _("Correct the row, or enter it by hand."),
)  # fmt: skip
TOO_LONG = Reason("too-long", _("A cell of the row is far too long."), _("Enter it by hand."))
NO_HEADINGS = Reason(
    "no-headings", _("The table has names that look like cookies, but no headings that can be understood."),
    _("Give its columns headings such as “Name”, “Purpose” and “Lifetime”."),
)  # fmt: skip
TOO_NARROW = Reason(
    "too-few-cells", _("A cell of the row is missing, so nobody can tell which of the others is the lifetime."),
    _("Correct the row, or enter it by hand."),
)  # fmt: skip
IN_TEXT = Reason(
    "in-text", _("This name is in a sentence and not in a table, so what belongs to it is not clear."),
    _("Enter it by hand."),
)  # fmt: skip
TOO_MANY = Reason("too-many-rows", _("Only the first 2,000 rows of a file are read."), _("Divide the file."))
REFUSED = Reason("refused", _("The register cannot hold this row."), _("Correct it, or enter it by hand."))
