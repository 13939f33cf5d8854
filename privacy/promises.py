"""The promises that the register itself can answer for."""

import json

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from privacy import in_force
from privacy.deadlines import local_date
from privacy.enums import TransferStatus
from privacy.models import JournalEntry, Revision, SharedFile, Vendor
from privacy.operations import journal, sharing
from privacy.operations.publishing import text_digest
from privacy.operations.register import digest
from privacy.own_site import OwnSite
from privacy.transfers import gather, status
from privacy.verdicts import Facts, Verdict, broken, kept, promise, unproven


@promise("P24")
def transfers_only_where_adequate(facts: Facts) -> Verdict:
    """Data leaves the EEA only on an adequacy decision: judged live, for every recipient that is switched on."""
    evidence = gather(local_date(facts.now))
    found: dict[TransferStatus, list[Vendor]] = {}
    for vendor in Vendor.objects.direct().switched_on():
        found.setdefault(status(vendor, evidence), []).append(vendor)
    red, amber = found.get(TransferStatus.RED, []), found.get(TransferStatus.AMBER, [])
    figure = _("%(green)s of %(all)s recipients proven adequate") % {
        "green": len(found.get(TransferStatus.GREEN, [])),
        "all": sum(len(vendors) for vendors in found.values()),
    }
    if red:
        return broken(
            figure,
            _("Nothing carries the transfer to: %(names)s.") % {"names": ", ".join(one.name for one in red)},
            vendors=[one.key for one in red],
        )
    if amber:
        return unproven(
            figure,
            _("Not verified, or on standard clauses only: %(names)s.")
            % {"names": ", ".join(one.name for one in amber)},
        )
    return kept(figure)


@promise("P59")
def newest_policy_is_on_the_site(facts: Facts) -> Verdict:
    """The newest revision is what the site serves, and it is word for word what was published."""
    latest = Revision.objects.newest_first().first()
    entry = JournalEntry.objects.filter(stream="register", event="register.published").order_by("-seq").first()
    if latest is None and entry is None:
        # The first publication is what this promise asks for; nothing older can be on show.
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
        return broken(str(latest.number), _("The text differs from what was published: %s.") % ", ".join(changed))
    in_force.refresh()
    served = in_force.current()
    if served is None or served.number != latest.number:
        return broken(str(latest.number), _("The site serves an older revision."))
    if not journal.is_unchanged(entry):
        return broken(str(latest.number), _("The journal's entry of this publication was changed."))
    if other := [code for code in texts if not _is_on_its_page(latest, code, facts.site)]:
        return broken(str(latest.number), _("The page does not show what was published: %s.") % ", ".join(other))
    return kept(
        _("revision %(number)s, %(count)s languages, hashes equal") % {"number": latest.number, "count": len(texts)}
    )


def _is_on_its_page(revision: Revision, language: str, site: OwnSite) -> bool:
    with translation.override(language):
        page = site.get(reverse("privacy:policy"))
    return revision.texts.get(language=language).html in page.text


@promise("P25")
def only_anonymous_data_is_shared(facts: Facts) -> Verdict:
    """Everything that left is in the journal, is what left, and would pass the gate today; nothing left beside it."""
    figure = _("%(count)d files shared; each row counts %(limit)d or more") % {
        "count": SharedFile.objects.count(),
        "limit": settings.SMALLEST_SHARED,
    }
    if max(2, settings.SMALLEST_CELL) > settings.SMALLEST_SHARED:
        return broken(figure, _("SMALLEST_SHARED hides nothing."))
    if faults := list(sharing.faults()):
        return broken(figure, _("Shared and not right: %(faults)s.") % {"faults": "; ".join(faults)})
    return kept(figure)
