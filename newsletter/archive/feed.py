"""The issues that were sent as an Atom feed."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from newsletter.archive.queries import ArchivedIssue
from newsletter.subscriptions.wording import controller_name
from privacy.conf import privacy_settings

_MOST = 20


def atom(issues: Sequence[ArchivedIssue]) -> str:
    """Return the newest of the issues, whole, as a feed in the active language."""
    base, name = privacy_settings().base_url, controller_name()
    feed = Atom1Feed(
        title=_("Newsletter of %(name)s") % {"name": name} if name else _("Newsletter"),
        link=base + reverse("newsletter:archive"),
        feed_url=base + reverse("newsletter:feed"),
        description="",
        language=get_language(),
        author_name=name or privacy_settings().domain,
    )
    for issue in issues[:_MOST]:
        address = base + reverse("newsletter:archived", args=[issue.name])
        feed.add_item(
            title=issue.subject,
            link=address,
            unique_id=address,
            description=str(issue.html(base=base)),
            pubdate=issue.sent_at,
            updateddate=issue.sent_at,
        )
    return str(feed.writeString("utf-8"))
