"""Topics as subjects that somebody may be interested in."""

from collections.abc import Iterator

from consent.interests.subjects import Subject, sources
from newsletter.topics.models import Topic


def topics() -> Iterator[Subject]:
    """Yield the topics that are in use."""
    for topic in Topic.objects.in_use():
        yield Subject(key=topic.key, title=topic.title)


sources.add("newsletter.topics", topics)
