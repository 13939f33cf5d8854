"""The topics that readers choose among."""

from collections.abc import Collection

from newsletter.topics.models import Topic
from privacy.register.languages.fields import in_language


def choices() -> list[tuple[str, str]]:
    """Return key and title, in the active language, of each topic that can be chosen."""
    return [(topic.key, in_language(topic.title)) for topic in Topic.objects.in_use()]


def titles_of(keys: Collection[str]) -> list[str]:
    """Return the titles of topics in the active language; none for no keys, which mean all topics."""
    if not keys:
        return []
    return [in_language(topic.title) for topic in Topic.objects.filter(key__in=list(keys)).order_by("order", "key")]


def title_of_topic(key: str) -> str:
    """Return the title of a topic in the active language; the key of one that is gone."""
    return "".join(titles_of([key])) or key
