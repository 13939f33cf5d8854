"""What has come in since, for one member of staff."""

import json
from collections.abc import Mapping

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Max

from privacy.journal.models import JournalEntry
from privacy.staff.dashboard import DashboardItem
from privacy.staff_news import kinds
from privacy.staff_news.kinds import NewsKind

Positions = Mapping[str, int]


def last_numbers() -> dict[str, int]:
    """Return the number of the last entry of each stream that staff are told of."""
    streams = {kind.stream for kind in kinds.registry.values()}
    rows = JournalEntry.objects.filter(stream__in=streams).order_by().values_list("stream").annotate(last=Max("seq"))
    return dict.fromkeys(streams, 0) | dict(rows)


def is_told(user: User | AnonymousUser) -> bool:
    """Tell whether there is anything that an account may be told of."""
    return bool(user.is_staff and kinds_for(user))


def kinds_for(user: User | AnonymousUser) -> list[NewsKind]:
    """Return what an account may be told of."""
    return [kind for kind in kinds.registry.values() if user.has_perm(kind.permission)]


def lines(user: User, since: Positions, until: Positions) -> list[DashboardItem]:
    """Return the lines for an account about what came in after ``since``, up to ``until``, the oldest first."""
    may_know = kinds_for(user)
    by_event = {kind.event: kind for kind in may_know}
    told = []
    for stream in sorted({kind.stream for kind in may_know}):
        entries = JournalEntry.objects.filter(
            stream=stream, seq__gt=since.get(stream, 0), seq__lte=until.get(stream, 0), event__in=by_event
        ).order_by("seq")
        for event, text in entries.values_list("event", "facts"):
            facts = json.loads(text)
            if by_event[event].is_for(user.pk, facts):
                told.append(by_event[event].line(facts))
    return [line for line in told if line is not None]
