"""Letters as they would be sent now, for the page before they are let go."""

import re
from datetime import datetime

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext as _

from privacy.conf import privacy_settings
from privacy.letters import composers
from privacy.letters.models import Letter

_LONGEST_PATH_PART = 40  # longer is a person's own link


def preview(*, letter: Letter, now: datetime) -> EmailMessage | None:
    """Compose a letter and undo what that wrote; None if there is none to send or it cannot be composed now."""
    try:
        with transaction.atomic():
            message = composers.find_composer(letter.kind)(letter.object_id, now)
            transaction.set_rollback(True)
    except Exception:  # noqa: BLE001 - whatever went wrong is told when the letter is sent
        return None
    if message is not None:
        message.body = without_own_links(str(message.body))
    return message


def without_own_links(text: str) -> str:
    """Hide the links that let whoever has them act as the person."""
    own = re.compile(rf"{re.escape(privacy_settings().base_url)}\S*/[^\s/]{{{_LONGEST_PATH_PART},}}\S*")
    return own.sub(_("[the person’s own link]"), text)
