"""Files that people may download, after a restore: those made since the backup are taken over."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from dsar.copies.models import Export
from privacy.erasure.losses import LossKind, each, insert_missing, register_loss


def _made(since: datetime) -> list[Export]:
    return list(Export.objects.filter(made_at__gte=since))


@each
def _carry(export: Export, _now: datetime) -> bool:
    export.sealed = bytes(export.sealed)
    return insert_missing(export)


# After the requests that they answer.
register_loss("files", 40, LossKind(title=_("files for download"), collect=_made, carry=_carry))
