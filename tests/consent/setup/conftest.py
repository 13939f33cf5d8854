"""An empty register as SEED_FILE=none leaves it, and a member of staff who may edit it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils import timezone

from privacy.register import basis, in_force
from proviso_site.accounts import roles

WHO = {
    "name": "Vindhavn Sejl ApS", "organisation_number": "DK 12345678", "address": "Havnegade 1, 5700 Svendborg",
    "contact_email": "privatliv@example.com", "phone": "+45 62 00 00 00", "officer": "not_needed",
    "officer_contact": "",
}  # fmt: skip


@pytest.fixture
def empty(db: None, settings: Any) -> Iterator[None]:
    settings.PRIVACY = settings.PRIVACY | {"CONTROLLER": dict.fromkeys(settings.PRIVACY["CONTROLLER"], "")}
    basis.add(now=timezone.now())
    in_force.forget()
    yield
    in_force.forget()


@pytest.fixture
def editor(client: Client, empty: None) -> Client:
    """Somebody with the ready role of an editor, and no more."""
    roles.seed_roles()
    user = User.objects.create_user("editor@example.com", "editor@example.com", is_staff=True)
    user.groups.add(Group.objects.get(name=roles.ready_roles()["editor"].name))
    client.force_login(user)
    return client
