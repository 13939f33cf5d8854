"""The last step of an erasure: recipients are told in the transaction in which the person is."""

from datetime import datetime

from django.apps import apps

from dsar.cases.enums import Step
from dsar.cases.models import Case, Contact, Job
from dsar.cases.whose import addresses_of
from dsar.erasures import operations as erasures
from privacy.inventory import declarations
from privacy.notices import operations as notices
from privacy.notices.enums import NoticeKind


def tell_erased(*, job: Job, case: Case, now: datetime) -> Step | None:
    """Make the notices to recipients (GDPR Art. 19), and tell the person."""
    addresses = addresses_of(Contact.objects.get(case=case))
    labels = job.result.get("erased", {})
    purposes = {declarations.personal_data(apps.get_model(label)).purpose for label in labels}
    for address in addresses:
        notices.tell(source=case.pk, kind=NoticeKind.ERASED, address=address, purposes=purposes, now=now)
    return erasures.tell(job=job, case=case, now=now)
