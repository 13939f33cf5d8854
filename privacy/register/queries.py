"""What was published last, for the draft that is compared with it."""

from privacy.register.frozen.register import Register
from privacy.register.models import Revision
from privacy.register.reading_once import once


@once
def newest_register() -> Register | None:
    """Return the register of the newest revision; None before the first publication."""
    latest = Revision.objects.newest_first().first()
    return latest.register if latest else None
