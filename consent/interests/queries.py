"""Who may be profiled, and who is interested in what. Every segment asks here (LAW P12, P20)."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, QuerySet

from consent.interests.models import Interest, Profile


def uninterested_in(subjects: Collection[str]) -> QuerySet[Profile]:
    """Return the live profiles with interests, but with none in these subjects.

    Whoever has no profile, said no or has an empty one is not among them, and so is never left out.
    """
    of_profile = Interest.objects.filter(profile=OuterRef("pk"))
    matching = of_profile.filter(subject__in=list(subjects))
    return Profile.objects.live().filter(Exists(of_profile), ~Exists(matching))


def profiled() -> QuerySet[Interest]:
    """Return the interests that may be used; ``profile__email`` is whose they are."""
    return Interest.objects.filter(profile__ended_at__isnull=True)
