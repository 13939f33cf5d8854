"""Check of the promise about transfers out of the EEA (P24)."""

from privacy.law.deadlines import local_date
from privacy.recipients.enums import TransferStatus
from privacy.recipients.models import Vendor
from privacy.recipients.transfers import gather, status
from privacy.register.promises.phrases import gettext as _
from privacy.register.promises.phrases import joined
from privacy.register.promises.registry import Facts, Verdict, broken, kept, promise, unproven


@promise("P24")
def transfers_only_where_adequate(facts: Facts) -> Verdict:
    """Data leaves the EEA only on an adequacy decision: judged live, for every recipient that is switched on."""
    evidence = gather(local_date(facts.now))
    by_status: dict[TransferStatus, list[Vendor]] = {}
    for vendor in Vendor.objects.direct().switched_on():
        by_status.setdefault(status(vendor, evidence), []).append(vendor)
    red, amber = by_status.get(TransferStatus.RED, []), by_status.get(TransferStatus.AMBER, [])
    figure = _("%(green)s of %(all)s recipients proven adequate") % {
        "green": len(by_status.get(TransferStatus.GREEN, [])),
        "all": sum(len(vendors) for vendors in by_status.values()),
    }
    if red:
        return broken(
            figure,
            _("Nothing carries the transfer to: %(names)s.") % {"names": joined(recipient.name for recipient in red)},
            vendors=[recipient.key for recipient in red],
        )
    if amber:
        return unproven(
            figure,
            _("Not verified, or on standard clauses only: %(names)s.")
            % {"names": joined(recipient.name for recipient in amber)},
        )
    return kept(figure)
