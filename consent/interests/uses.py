"""Uses of profiles after somebody ended them."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from consent.interests.models import Interest, Profile

# The clocks of the machine that takes a request and of the machine that derives interests differ.
CLOCKS_DIFFER = timedelta(seconds=5)


def count_profiles_after(rows: QuerySet[Profile], at: datetime) -> int:
    """Count the profiles that may still be used and rest on a yes from before ``at``."""
    return rows.filter(ended_at__isnull=True, consented_at__lte=at - CLOCKS_DIFFER).count()


def count_interests_after(rows: QuerySet[Interest], at: datetime) -> int:
    """Count the interests that may still be used and rest on a yes from before ``at``."""
    return rows.filter(profile__ended_at__isnull=True, profile__consented_at__lte=at - CLOCKS_DIFFER).count()
