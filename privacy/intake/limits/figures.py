"""How much the limits of public forms hold back and refuse; counts only."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from privacy.conf import privacy_settings
from privacy.intake.limits.counters import counters
from privacy.letters.models import Letter

LATELY = timedelta(hours=1)
_KEPT = timedelta(hours=3)


@dataclass(frozen=True, kw_only=True)
class LimitFigures:
    """``held`` and ``refused`` in the last hour; ``waiting`` mails are held back now."""

    held: int
    refused: int
    waiting: int

    @property
    def is_quiet(self) -> bool:
        return not self.held and not self.refused

    @property
    def is_unusual(self) -> bool:
        """Tell whether staff are to be told."""
        site = privacy_settings()
        return self.held >= site.unusual_held_mails or self.refused >= site.unusual_refused_posts


def limit_figures(now: datetime) -> LimitFigures:
    """Return the figures at ``now``; posts are counted in the shared store, mails in the database."""
    held = Letter.objects.filter(held_at__gt=now - LATELY, held_at__lte=now).count()
    refused = sum(counters.value(_refused_key(at), now=now) for at in (now - LATELY, now))
    return LimitFigures(held=held, refused=refused, waiting=Letter.objects.held().count())


def count_refused(now: datetime) -> None:
    """Count a post that was refused."""
    counters.count(_refused_key(now), lasts=_KEPT, now=now)


def _refused_key(at: datetime) -> str:
    return f"limits:refused:{at:%Y%m%d%H}"
