"""Check of the promise that the site serves the newest published policy (P59)."""

import json

from django.urls import reverse
from django.utils import translation

from privacy.journal import operations as journal
from privacy.journal.models import JournalEntry
from privacy.policy.publishing import text_digest
from privacy.register import in_force
from privacy.register.languages.fields import site_languages
from privacy.register.models import Revision
from privacy.register.operations import digest
from privacy.register.promises.phrases import gettext as _
from privacy.register.promises.phrases import joined
from privacy.register.promises.registry import Facts, Verdict, broken, kept, promise
from privacy.web.own_site import OwnSite


@promise("P59")
def newest_policy_is_on_the_site(facts: Facts) -> Verdict:
    """The newest revision is what the site serves, and it is word for word what was published."""
    latest = Revision.objects.newest_first().first()
    entry = JournalEntry.objects.filter(stream="register", event="register.published").order_by("-seq").first()
    if latest is None and entry is None:
        # Not broken: without a publication the site cannot show an older one.
        return kept(_("nothing published yet"))
    if latest is None:
        return broken("0", _("A revision that was published is gone."))
    if entry is None or (entry.revision or 0) < latest.number:
        return broken(str(latest.number), _("The journal does not know this revision."))
    if entry.revision != latest.number:
        return broken(str(latest.number), _("A revision that was published is gone."))
    published = json.loads(entry.facts)
    if digest(latest.content) != published["register"]:
        return broken(str(latest.number), _("The register in force differs from what was published."))
    promised = {name.removeprefix("text_"): value for name, value in published.items() if name.startswith("text_")}
    texts = {text.language: text_digest(text.html) for text in latest.texts.all()}
    changed = sorted(code for code in {*promised, *texts} if promised.get(code) != texts.get(code))
    if changed or not texts:
        return broken(str(latest.number), _("The text differs from what was published: %s.") % joined(changed))
    in_force.refresh()
    served = in_force.current()
    if served is None or served.number != latest.number:
        return broken(str(latest.number), _("The site serves an older revision."))
    if not journal.is_unchanged(entry):
        return broken(str(latest.number), _("The journal's entry of this publication was changed."))
    # A language that was taken from the site has no page any more.
    offered = [code for code in site_languages() if code in texts]
    if other := [code for code in offered if not _is_on_its_page(latest, code, facts.site)]:
        return broken(str(latest.number), _("The page does not show what was published: %s.") % joined(other))
    return kept(
        _("revision %(number)s, %(count)s languages, hashes equal") % {"number": latest.number, "count": len(texts)}
    )


def _is_on_its_page(revision: Revision, language: str, site: OwnSite) -> bool:
    with translation.override(language):
        page = site.get(reverse("privacy:policy"))
    return revision.texts.get(language=language).html in page.text
