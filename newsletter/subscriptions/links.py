"""Links in mails of the newsletter: each belongs to a person and the list, and outlives every row.

A token is the address, encrypted with a key derived from ``SECRET_KEY`` (AES-SIV, RFC 5297), and nothing of it is
stored. One for leaving works for years, also after the person was erased and came back (RFC 8058). One for the settings
can do more, so it bears its day and opens them for a while only. A token for one purpose is none for another.
Mails that were sent before hold tokens that name a subscription by its id. These mean its person as long as it exists,
and then by the codes of ``suppression.keys`` whoever came back.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings
from django.utils.crypto import salted_hmac

from newsletter.conf import newsletter_settings
from newsletter.subscriptions.models import Subscription
from newsletter.suppression.keys import codes_of_row
from privacy.addresses.normal import lookup_form
from privacy.web import tokens
from privacy.web.errors import InvalidToken

_LIST = b"newsletter"
_LONGEST = 400
_AFTER_DAY = "\n"
_OLD_UNSUBSCRIBE = "newsletter.unsubscribe"
# In the subject of a mail: a token of ours, or the id of a subscription in mails from before.
_WORD = re.compile(r"[\w.-]{20,}", re.ASCII)


class LinkPurpose(StrEnum):
    """What the holder of a link may do."""

    UNSUBSCRIBE = "unsubscribe"
    PREFERENCES = "preferences"


@dataclass(frozen=True, kw_only=True)
class SettingsLink:
    """Whose settings a link asks for. ``is_open``: it shows and changes them; else a fresh one is sent by mail."""

    address: str
    is_open: bool


def make_token(purpose: LinkPurpose, address: str) -> str:
    """Return the URL-safe token of a person, the same each time."""
    return _seal(purpose, lookup_form(address))


def _seal(purpose: LinkPurpose, text: str) -> str:
    sealed = _cipher(settings.SECRET_KEY).encrypt(text.encode(), [_LIST, purpose.encode()])
    return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()


def make_settings_token(address: str, day: date) -> str:
    """Return the URL-safe token by which a person opens their settings from a day on, for a while."""
    return _seal(LinkPurpose.PREFERENCES, f"{day.isoformat()}{_AFTER_DAY}{lookup_form(address)}")


def read_settings_token(token: str, today: date) -> SettingsLink:
    """Return whose settings a link asks for, and whether it may open them. Raises ``InvalidToken``.

    The link to leave asks for them too, as whoever has a forwarded newsletter may do.
    """
    try:
        day, _sign, address = read_token(LinkPurpose.PREFERENCES, token).rpartition(_AFTER_DAY)
    except InvalidToken:
        return SettingsLink(address=read_token(LinkPurpose.UNSUBSCRIBE, token), is_open=False)
    lasts = timedelta(days=newsletter_settings().settings_link_days)
    return SettingsLink(address=address, is_open=bool(day) and today < date.fromisoformat(day) + lasts)


def read_token(purpose: LinkPurpose, token: str) -> str:
    """Return the address of the person whose token it is. Raises ``InvalidToken``: forged, or for another purpose."""
    if len(token) > _LONGEST:
        raise InvalidToken
    try:
        sealed = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as broken:
        raise InvalidToken from broken
    for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        try:
            return _cipher(key).decrypt(sealed, [_LIST, purpose.encode()]).decode()
        except (InvalidTag, ValueError):
            continue
    raise InvalidToken


def who_unsubscribes(token: str) -> str | None:
    """Return whose unsubscribe link it is; None for one from before whose person is erased.

    Raises ``InvalidToken``.
    """
    try:
        return read_token(LinkPurpose.UNSUBSCRIBE, token)
    except InvalidToken:
        return _address_of(tokens.read_token(_OLD_UNSUBSCRIBE, token))


def who_unsubscribes_by_mail(subject: str) -> str | None:
    """Return the person whose token or subscription the subject of a mail to the unsubscribe address names."""
    for word in _WORD.findall(subject):
        try:
            return who_unsubscribes(word)
        except InvalidToken:
            pass
        try:
            return _address_of(UUID(word))
        except ValueError:
            continue
    return None


def _address_of(subscription_id: UUID) -> str | None:
    # Leaving is their own act, also while their data is only stored.
    row = Subscription.stored.filter(pk=subscription_id).first()
    if row is None:
        codes = [code.code for code in codes_of_row(subscription_id)]
        row = Subscription.stored.active().filter(link_codes__overlap=codes).first()
    return row.email if row else None


@lru_cache(maxsize=8)
def _cipher(secret: str | bytes) -> AESSIV:
    return AESSIV(salted_hmac("newsletter.links", b"", secret=secret, algorithm="sha512").digest())
