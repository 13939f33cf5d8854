"""The age key of backups: encrypted to ``BACKUP_RECIPIENT``, or to the one whose identity is ``BACKUP_IDENTITY``."""

import pyrage
from django.conf import settings

from proviso_site.backup.errors import BackupError


def recipient() -> pyrage.x25519.Recipient | None:
    """Return whom backups are encrypted to; None without a key. Raises ``BackupError`` for what is no key."""
    if not settings.BACKUP_RECIPIENT:
        return identity().to_public() if settings.BACKUP_IDENTITY else None
    try:
        return pyrage.x25519.Recipient.from_str(settings.BACKUP_RECIPIENT)
    except pyrage.RecipientError as wrong:
        raise BackupError("BACKUP_RECIPIENT is not an age recipient (age1…).") from wrong


def identity() -> pyrage.x25519.Identity:
    """Return the identity that opens backups. Raises ``BackupError``."""
    try:
        return pyrage.x25519.Identity.from_str(settings.BACKUP_IDENTITY)
    except pyrage.IdentityError as wrong:
        raise BackupError("Set BACKUP_IDENTITY (AGE-SECRET-KEY-…): the backup is encrypted.") from wrong
