"""Files that people may download, after a restore: those made since the backup are taken over."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from dsar.cases.copies.models import Export, ExportKey, ExportPiece
from dsar.cases.models import Case
from dsar.cases.redactions import RedactionKey
from privacy.erasure.losses import LossKind, each, insert_missing, register_loss


def _made(since: datetime) -> list[Export]:
    return list(Export.objects.filter(made_at__gte=since))


def _pieces(since: datetime) -> list[ExportPiece]:
    return list(ExportPiece.objects.filter(export__made_at__gte=since))


def _keys(since: datetime) -> list[ExportKey]:
    # Those too of files from before the backup, which has none of them.
    return list(ExportKey.objects.filter(expires_at__gte=since))


def _redaction_keys(_since: datetime) -> list[RedactionKey]:
    # All of them: the backup has none.
    return list(RedactionKey.objects.all())


@each
def _carry(export: Export, _now: datetime) -> bool:
    return insert_missing(export)


@each
def _carry_key(key: ExportKey, now: datetime) -> bool:
    key.sealed = bytes(key.sealed)
    return key.expires_at > now and Export.objects.filter(pk=key.export_id).exists() and insert_missing(key)


@each
def _carry_piece(piece: ExportPiece, _now: datetime) -> bool:
    piece.sealed = bytes(piece.sealed)
    return insert_missing(piece)


@each
def _carry_redaction_key(key: RedactionKey, _now: datetime) -> bool:
    key.sealed = bytes(key.sealed)
    return Case.objects.filter(pk=key.case_id).exists() and insert_missing(key)


# After the requests that they answer.
register_loss("files", 40, LossKind(title=_("files for download"), collect=_made, carry=_carry))
register_loss("pieces", 41, LossKind(title=_("pieces of files for download"), collect=_pieces, carry=_carry_piece))
register_loss("keys", 42, LossKind(title=_("keys of files for download"), collect=_keys, carry=_carry_key))
register_loss(
    "redaction_keys",
    43,
    LossKind(title=_("keys of what was left out"), collect=_redaction_keys, carry=_carry_redaction_key),
)
