"""Files that people may download, after a restore: those made since the backup are taken over."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from dsar.copies.models import Export, ExportPiece
from privacy.erasure.losses import LossKind, each, insert_missing, register_loss


def _made(since: datetime) -> list[Export]:
    return list(Export.objects.filter(made_at__gte=since))


def _pieces(since: datetime) -> list[ExportPiece]:
    return list(ExportPiece.objects.filter(export__made_at__gte=since))


@each
def _carry(export: Export, _now: datetime) -> bool:
    export.key = bytes(export.key)
    return insert_missing(export)


@each
def _carry_piece(piece: ExportPiece, _now: datetime) -> bool:
    piece.sealed = bytes(piece.sealed)
    return insert_missing(piece)


# After the requests that they answer.
register_loss("files", 40, LossKind(title=_("files for download"), collect=_made, carry=_carry))
register_loss("pieces", 41, LossKind(title=_("pieces of files for download"), collect=_pieces, carry=_carry_piece))
