from collections.abc import Iterator
from functools import partial

from newsletter.archive.queries import archived_issues
from privacy.register import in_force
from privacy.web.pages import Page, pages_from, public_page

_is_shown = partial(in_force.tells, "newsletter")

public_page(Page(view="newsletter:archive", is_shown=_is_shown))


@pages_from
def issues_sent() -> Iterator[Page]:
    """Yield the page of each issue that was sent."""
    for issue in archived_issues():
        yield Page(view="newsletter:archived", arguments=(issue.name,), is_shown=_is_shown)
