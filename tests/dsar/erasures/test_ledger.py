"""An erasure stands in the ledger before anybody is told of it."""

from pathlib import Path
from typing import Any

import pytest

from dsar.cases.enums import Right
from dsar.erasures import operations as erasures
from dsar.fulfilment import operations as fulfilment
from newsletter.subscriptions.models import Subscription
from privacy.letters.models import Letter
from tests.factories.dsar import approved, case_worker, opened
from tests.factories.newsletter import NOW, ActiveFactory

pytestmark = [pytest.mark.usefixtures("rules"), pytest.mark.law("A-09", "D-24", "X-13")]
PERSON = "kari@example.com"


def test_erasure_is_not_told_before_the_ledger_has_it(settings: Any, tmp_path: Path, mailoutbox: list[Any]) -> None:
    ActiveFactory.create(email=PERSON)
    job = approved(case=opened(Right.ERASURE, address=PERSON, now=NOW), staff=case_worker(), now=NOW)
    good = settings.PRIVACY["ERASURE_LEDGER"]
    (tmp_path / "blocked").write_text("a file where a folder should be")
    settings.PRIVACY = settings.PRIVACY | {"ERASURE_LEDGER": str(tmp_path / "blocked" / "erasures.log")}
    assert fulfilment.run(job_id=job.pk, now=NOW) is False
    assert not Subscription.objects.exists()
    assert not Letter.objects.filter(kind=erasures.ERASED_LETTER).exists()
    settings.PRIVACY = settings.PRIVACY | {"ERASURE_LEDGER": good}
    job.refresh_from_db()
    assert (later := job.lease_until) is not None
    assert fulfilment.run(job_id=job.pk, now=later)
    assert Letter.objects.filter(kind=erasures.ERASED_LETTER).exists()
    assert "newsletter.subscription:" in Path(good).read_text()
    assert "@" not in Path(good).read_text()
