"""Data protection by default (Art. 25(2)): what a fresh installation does when nobody has changed anything."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from privacy.policy import publishing
from privacy.register import in_force
from privacy.register import operations as register

_ASK = """
import json
from proviso_site.settings import base
names = ("DEBUG", "SESSION_COOKIE_AGE", "SESSION_COOKIE_HTTPONLY", "CSRF_COOKIE_HTTPONLY", "SECURE_REFERRER_POLICY")
found = {name: getattr(base, name) for name in names} | base.NEWSLETTER
found |= {name: base.CONSENT[name] for name in ("CHOICE_MONTHS", "AUDIT_WEEKLY")}
print(json.dumps(found | {"ANNOUNCEMENT_DAYS": base.PRIVACY["ANNOUNCEMENT_DAYS"]}))
"""


@pytest.mark.law("A-02")
def test_defaults_are_the_careful_ones() -> None:
    """Read by a process of its own, in an environment where nothing is set."""
    bare = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-c", _ASK], cwd=settings.BASE_DIR, env=bare, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == {
        "CHOICE_MONTHS": 6,
        "AUDIT_WEEKLY": False,
        "ANNOUNCEMENT_DAYS": 30,
        "UNSUBSCRIBE_ADDRESS": "",
        "SUPPRESSION_KEYS": [],
        "ERASED_AFTER_DAYS": 7,
        "SETTINGS_LINK_DAYS": 30,
        # Nothing is sent by itself that may have been sent, and soon after a mailbox is gone nobody writes to it.
        "IDEMPOTENCY_HEADER": "",
        "SOFT_BOUNCES": 3,
        "SOFT_BOUNCE_DAYS": 90,
        "BATCH": 100,
        "MAILS_A_SECOND": 0,
        "MAILS_A_DAY": 0,
        # No list is fetched of any provider before somebody names one.
        "PROVIDER": "",
        "PROVIDER_URL": "https://api.postmarkapp.com",
        "PROVIDER_STREAM": "broadcast",
        "PROVIDER_TOKEN": "",
        "DEBUG": False,
        "SESSION_COOKIE_AGE": 30 * 60,
        "SESSION_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "SECURE_REFERRER_POLICY": "strict-origin-when-cross-origin",
    }


@pytest.mark.django_db
@pytest.mark.law("A-02", "C-03")
def test_fresh_installation_sets_nothing_and_ticks_nothing(client: Client) -> None:
    register.load_seed(seed=register.read_seed(settings.SEED_FILE), now=timezone.now())
    publishing.publish(now=timezone.now())
    in_force.forget()
    for path in ("/", "/personvern/", "/samtykke/", "/nyhetsbrev/", "/kontakt/", "/mine-data/"):
        response: Any = client.get(path)
        assert response.status_code == 200, path
        assert not response.cookies, path
        assert " checked" not in response.content.decode(), path
    in_force.forget()
