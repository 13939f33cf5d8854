"""The step that is asked for when the signs are many: a second of a browser's work, or 20 seconds of waiting.

Both need no account, no picture and no third party. A step counts once.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.core.signing import BadSignature, Signer
from django.http import QueryDict

from privacy.intake.limits.counters import counters

WAIT = timedelta(seconds=20)
_LASTS = timedelta(hours=1)
WORK_BITS = 15  # about 30,000 hashes: a second of a telephone
_LONGEST_WORK = 40


def make_step(now: datetime) -> str:
    """Return a signed time with a random number."""
    return _signer().sign(f"{int(now.timestamp())}-{secrets.token_hex(8)}")


def age(step: str, now: datetime) -> timedelta | None:
    """Return how long ago a step was made; None if it was not made here, or too long ago."""
    try:
        made_at = int(_signer().unsign(step).partition("-")[0])
    except (BadSignature, ValueError):
        return None
    waited = timedelta(seconds=now.timestamp() - made_at)
    return waited if timedelta(0) <= waited <= _LASTS else None


def is_taken(sent: QueryDict, now: datetime) -> bool:
    """Tell whether a post comes with a step that was worked or waited for, and that was not used before."""
    step = sent.get("step", "")
    waited = age(step, now)
    if waited is None or not (waited >= WAIT or is_worked(step, sent.get("work", ""))):
        return False
    used = hashlib.sha256(step.encode()).hexdigest()[:32]
    return counters.count(f"intake:step:{used}", lasts=_LASTS, now=now) == 1


def is_worked(step: str, work: str) -> bool:
    """Tell whether a number was found with which the hash of a step begins with so many zeros."""
    if not work or len(work) > _LONGEST_WORK:
        return False
    digest = hashlib.sha256(f"{step}:{work}".encode()).digest()
    return int.from_bytes(digest[:4], "big") >> (32 - WORK_BITS) == 0


def _signer() -> Signer:
    return Signer(salt="privacy.intake.step", sep=".")
