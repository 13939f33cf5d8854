"""What a killed backup, drill or restore leaves behind: copies of the database with those who were erased since."""

import logging
import shutil
from datetime import datetime
from pathlib import Path

from privacy.conf import privacy_settings
from proviso_site.backup import drafts, records
from proviso_site.backup.databases import drop, exists, lock_alone, scratch_name, server_connection
from proviso_site.backup.errors import Interrupted

logger = logging.getLogger(__name__)


def clear(*, now: datetime) -> list[str]:
    """Delete what nobody works on any more, and write into the journal what was interrupted; return what it was."""
    interrupted = []
    for folder in drafts.abandoned(Path(privacy_settings().backup_folder), now):
        shutil.rmtree(folder, ignore_errors=True)
        interrupted.append("backup")
    with server_connection() as server:
        name = scratch_name()
        if exists(server, name) and lock_alone(server, name):
            drop(server, name)
            interrupted.append("drill")
    for what in interrupted:
        logger.warning("a %s was interrupted; what it left is deleted", what)
        records.record_failure(what, Interrupted(), now)
    return interrupted
