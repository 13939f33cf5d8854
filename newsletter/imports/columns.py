"""What the columns of exported lists are called, and what their values mean.

The names are those of listmonk, Mailchimp, HubSpot and MailerLite, and the usual ones of others. A column is compared
without case, spaces and signs: "E-mail Address" is ``emailaddress``.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import Enum

from newsletter.suppression.enums import SuppressionReason


class Column(Enum):
    """What a column tells, and its names, the best first where a file has several."""

    ADDRESS = (
        "emailaddress email subscriberemail primaryemail emailadresse epostadresse epost epostadress mail subscriber"
    )
    GIVEN = (
        "confirmtime confirmationdate confirmationtime confirmedat confirmdate doubleoptindate doubleoptin optintime "
        "optindate optinat optedinat optedin subscribedat datesubscribed subscribeddate subscriptiondate subscribed "
        "signupdate signuptime signedupat joinedat datejoined dateadded createdat createdate created timestamp "
        "bekreftet pameldt"
    )
    STATE = (
        "status state subscriberstatus subscriptionstatus emailstatus marketingcontactstatus confirmstatus optinstatus "
        "marketingemailconfirmation marketingemailconfirmationstatus consentstatus"
    )
    LEFT = (
        "unsubtime unsubscribedat unsubscribed unsubscribedate dateunsubscribed unsubscriptiondate unsubscribetime "
        "unsubscribedfromallemail optedout optout avmeldt"
    )
    UNREACHABLE = (
        "cleantime cleanedat bouncedat emailhardbouncereason hardbouncereason invalidemailaddress bounced bounce "
        "hardbounce hardbounced invalid"
    )
    BASIS = "legalbasisforprocessingcontactsdata legalbasis"
    LANGUAGE = "preferredlanguage language lang locale sprak"
    SOURCE = "signupsource optinsource source form signupform optinurl originalsource origin"


class RowState(Enum):
    """What a row says of its person."""

    WANTS = "wants"
    UNCONFIRMED = "unconfirmed"
    NO_CONSENT = "no consent"
    UNKNOWN = "unknown"


# A column whose name begins like this tells that people left, however it goes on: in HubSpot there is one for each kind
# of mail, in Mailchimp one for the reason, and who wrote a list by hand called it as they liked.
_LEFT = (
    "unsub",
    "optout",
    "optedout",
    "blacklist",
    "blocklist",
    "emailblacklist",
    "isunsub",
    "hasunsub",
    "hasoptedout",
    "isoptedout",
    "avmeld",
    "donotemail",
    "donotcontact",
)
# What such a column may hold beside: each person's own address to leave by.
_LINK = re.compile(r"https?://|mailto:", re.IGNORECASE)
_STATES: Mapping[str, RowState | SuppressionReason] = {
    **dict.fromkeys(("", "subscribed", "active", "enabled", "confirmed", "marketingcontact"), RowState.WANTS),
    **dict.fromkeys(("unconfirmed", "pending", "notconfirmed", "doubleoptinpending"), RowState.UNCONFIRMED),
    **dict.fromkeys(("nonsubscribed", "nonmarketingcontact", "transactional"), RowState.NO_CONSENT),
    **dict.fromkeys(("unsubscribed", "optedout", "disabled", "inactive", "avmeldt"), SuppressionReason.LEFT),
    **dict.fromkeys(("cleaned", "bounced", "hardbounced", "invalid"), SuppressionReason.UNREACHABLE),
    **dict.fromkeys(("complained", "complaint", "junk", "spam", "abuse"), SuppressionReason.COMPLAINED),
    **dict.fromkeys(("blocklisted", "blacklisted", "blocked", "suppressed", "deleted", "archived"),
                    SuppressionReason.IMPORTED),
}  # fmt: skip
_REFUSALS = frozenset({"no", "false", "0", "n", "nei"})
_NO = _REFUSALS | {"", "none", "null", "subscribed"}
_YES = frozenset({"yes", "true", "1", "y", "ja"})


def plain(text: str) -> str:
    """Return a name or a state in the form in which they are compared."""
    folded = unicodedata.normalize("NFKD", text.replace("ø", "o").replace("Ø", "o").replace("æ", "ae").lower())
    return re.sub(r"[^a-z0-9]", "", folded)


class Columns:
    """Which column of a file tells what."""

    def __init__(self, names: Sequence[str]) -> None:
        places = {plain(name): place for place, name in reversed(list(enumerate(names)))}
        self._places = {column: [places[name] for name in column.value.split() if name in places] for column in Column}
        known = {place for found in self._places.values() for place in found}
        self._places[Column.LEFT] += [
            place for name, place in places.items() if place not in known and name.startswith(_LEFT)
        ]
        used = {place for found in self._places.values() for place in found}
        self.unused = tuple(name for place, name in enumerate(names) if place not in used and name.strip())

    def has(self, column: Column) -> bool:
        return bool(self._places[column])

    def best(self, column: Column, row: Sequence[str]) -> str:
        """Return what a row says in the best column that the file has; empty if it says nothing there."""
        places = self._places[column][:1]
        return next((row[place].strip() for place in places if place < len(row)), "")

    def values(self, column: Column, row: Sequence[str]) -> list[str]:
        """Return what a row says of a column, the best first, without empty cells."""
        return [row[place].strip() for place in self._places[column] if place < len(row) and row[place].strip()]


def state_of(columns: Columns, row: Sequence[str], default: str = "") -> RowState | SuppressionReason:
    """Return what a row says of its person; whatever says that they left or cannot be reached counts first.

    ``default`` is the state of a row that names none, such as that of the file's name.
    """
    if any(_is_told(value) for value in columns.values(Column.LEFT, row)):
        return SuppressionReason.LEFT
    if any(_is_told(value) for value in columns.values(Column.UNREACHABLE, row)):
        return SuppressionReason.UNREACHABLE
    named = [_STATES.get(plain(value), RowState.UNKNOWN) for value in columns.values(Column.STATE, row)]
    states = [*named, _STATES.get(default, RowState.WANTS)]
    for reason in states:
        if isinstance(reason, SuppressionReason):
            return reason
    bases = [plain(value) for value in columns.values(Column.BASIS, row)]
    opted_in = [plain(value) for value in columns.values(Column.GIVEN, row)]
    if any("consent" not in basis for basis in bases) or _REFUSALS & {*opted_in}:
        return RowState.NO_CONSENT
    return next((state for state in states if state is not RowState.WANTS), RowState.WANTS)


def _is_told(value: str) -> bool:
    """Tell whether a cell that is a date, a reason or a yes says something."""
    return plain(value) not in _NO and not _LINK.match(value)


def is_a_no(value: str) -> bool:
    """Tell whether a cell of a column of times says no or yes instead."""
    return plain(value) in _NO | _YES
