"""A breach of which everything that Art. 33(3) asks for is known, and somebody who may work on it."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth.models import Permission, User

from privacy.breaches import operations as breaches
from privacy.breaches.models import Breach
from tests.factories.privacy import both

AWARE = datetime(2026, 3, 6, 15, 30, tzinfo=UTC)  # a Friday afternoon
STAFF = 1


def hours(number: float) -> datetime:
    """Return the moment so many hours after we became aware."""
    return AWARE + timedelta(hours=number)


def breach(**changed: Any) -> Breach:
    """Return an unsaved breach."""
    return Breach(
        **{
            "id": uuid.uuid4(),
            "title": "Feilsendt liste",
            "aware_at": AWARE,
            "what_happened": "En liste ble sendt til feil mottaker.",
            "is_confidentiality": True,
            "data_categories": "E-postadresser",
            "people_categories": "Abonnenter",
            "people_about": 12,
            "records_about": 12,
            "consequences": "Uønsket e-post.",
            "measures": "Mottakeren har slettet listen.",
            "contact_point": "personvern@example.com",
            "risk": "high",
            "risk_reason": "Mange adresser.",
            "told_what": both("Listen ble sendt feil"),
            "told_consequences": both("Du kan få uønsket e-post"),
            "told_measures": both("Mottakeren har slettet listen"),
            **changed,
        }
    )


def recorded(*, now: datetime = AWARE, **changed: Any) -> Breach:
    """A breach that was entered."""
    return breaches.record(breach=breach(**changed), staff_id=STAFF, now=now)


def breach_worker(name: str = "personvernombud", *permissions: str) -> User:
    """Somebody who may enter, see and change breaches; or who has only the permissions named."""
    user = User.objects.create_user(f"{name}@example.com", f"{name}@example.com", "x", is_staff=True)
    wanted = permissions or ("add_breach", "view_breach", "change_breach")
    user.user_permissions.set(Permission.objects.filter(codename__in=wanted, content_type__app_label="privacy"))
    return User.objects.get(pk=user.pk)
