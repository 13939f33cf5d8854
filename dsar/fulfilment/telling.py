"""The last step of an erasure: recipients are told in the transaction in which the person is."""

from datetime import datetime

from dsar.cases.enums import Step
from dsar.cases.models import Case, Contact, Job
from dsar.cases.whose import addresses_of
from dsar.erasures import operations as erasures
from dsar.erasures import queries
from privacy.notices import operations as notices
from privacy.notices.enums import NoticeKind


def tell_erased(*, job: Job, case: Case, now: datetime) -> Step | None:
    """Make the notices to recipients (GDPR Art. 19), and tell the person."""
    addresses = addresses_of(Contact.objects.get(case=case))
    purposes = queries.purposes_of(job.result.get("erased", {}))
    for address in addresses:
        notices.tell(source=case.pk, kind=NoticeKind.ERASED, address=address, purposes=purposes, now=now)
    return erasures.tell(job=job, case=case, now=now)
