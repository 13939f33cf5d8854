"""What an act of staff that cannot be undone will do, listed on the page before it."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from django.http import HttpRequest
from django.utils.functional import Promise

Text = str | Promise
Fact = tuple[Text, Text]
SEEN = "seen"  # the name of the field that proves that the page was shown


@dataclass(frozen=True, kw_only=True)
class RowGroup:
    """Rows of a kind: how many there are, each with its values in words, or only the number; why and until when."""

    title: Text
    count: int
    rows: tuple[tuple[Fact, ...], ...] = ()
    note: Text = ""


@dataclass(frozen=True, kw_only=True)
class MailPreview:
    """A mail as it will leave: ``to`` whom in words, its language, subject and text.

    ``is_timed``: the text names a time that runs on while somebody reads the page.
    """

    to: Text
    language: str
    subject: str
    text: str
    is_timed: bool = False

    def without_times(self) -> Self:
        """Return what of the mail does not change while somebody reads the page."""
        return replace(self, text="") if self.is_timed else self


@dataclass(frozen=True, kw_only=True)
class Consequences:
    """Everything that an act will do.

    ``lines`` say it in sentences; ``handed_out``, ``goes`` and ``stays`` list rows; ``lost`` is what nobody could
    answer any more, ``mails`` what leaves, ``told`` who hears of it and who does not. ``when`` is for times that run on
    while somebody reads. ``plan`` is what the page was made from, for the operation that carries it out.
    """

    lines: tuple[Text, ...] = ()
    handed_out: tuple[RowGroup, ...] = ()
    goes: tuple[RowGroup, ...] = ()
    stays: tuple[RowGroup, ...] = ()
    lost: tuple[Text, ...] = ()
    mails: tuple[MailPreview, ...] = ()
    told: tuple[Text, ...] = ()
    when: tuple[Text, ...] = ()
    plan: Any = None

    @property
    def digest(self) -> str:
        """Return the hash of all that was shown and of the plan, except for times that run on."""
        # With the plan: the page shows only the first of many rows, and what it was made from is what is carried out.
        shown = replace(self, when=(), mails=tuple(mail.without_times() for mail in self.mails))
        facts = asdict(shown)
        return hashlib.sha256(json.dumps(facts, default=str, sort_keys=True).encode()).hexdigest()

    def were_seen(self, request: HttpRequest) -> bool:
        """Tell whether a request was sent from a page that showed exactly these consequences."""
        return request.method == "POST" and request.POST.get(SEEN) == self.digest
