"""Whoever says no has the whole site: every page, the same, and its forms (LAW C-11)."""

import ast
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from contact.messages.models import Message
from newsletter.subscriptions.models import Subscription
from privacy.register.models import Revision
from privacy.register.operations import load_seed, read_seed
from privacy.register.purposes.models import Purpose
from privacy.registry import own_apps
from privacy.web.pages import addresses
from tests.consent.conftest import NOW, choice, having

pytestmark = pytest.mark.django_db
CHOICES = ("samtykke", "consent")
# The audit asks the site that it is told to, and a nightly task the site's own mail provider for the list of addresses
# that it blocks (see below). Those that meet visitors are looked at.
SENDERS = {"urllib.request", "http.client", "requests", "httpx", "aiohttp", "urllib3", "socket"}
ALLOWED = {"consent/audit/pages.py", "newsletter/bounces/postmark.py"}
_LISTS, _COMPARING = "newsletter.bounces.blocked_lists", "newsletter.bounces.comparing"


@pytest.mark.law("C-11", "P15")
@time_machine.travel(datetime(2026, 11, 29, 12, tzinfo=UTC), tick=False)  # forms hold the time of their page
def test_every_page_is_the_same_after_a_no(published: Revision, site_ids: dict[str, str]) -> None:
    refuser = having(Client(), choice())
    looked = 0
    for page in addresses():
        for path in page.values():
            new, refused = Client().get(path), refuser.get(path)
            assert new.status_code == refused.status_code, path
            if not any(part in path for part in CHOICES):
                assert new.content == refused.content, path
                looked += 1
    assert looked > 20


@pytest.mark.law("C-11", "C-27", "X-21")
def test_a_form_works_after_a_no_and_signs_nobody_up(register: Revision) -> None:
    """Asking a question is no newsletter: there is no box for it, ticked or not, and nothing is made of the address."""
    refuser = having(Client(), choice())
    page = refuser.get("/kontakt/").content.decode()
    form = page[page.index('class="form"') :].partition("</form>")[0]
    assert "checkbox" not in form
    done = refuser.post("/kontakt/", {"text": "Hva koster det?", "email": "kari@example.com"})
    assert done.status_code == 303
    assert Message.objects.count() == 1
    assert not Subscription.objects.exists()


@pytest.mark.law("C-21")
@pytest.mark.parametrize("app", sorted({config.name for config in own_apps()} - {"privacy", "proviso_site"}))
def test_no_server_of_ours_tells_a_vendor_anything(app: str) -> None:
    """There is no tagging behind the page: no code that serves visitors can reach another host."""
    found = set()
    for path in (Path(settings.BASE_DIR) / app).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = (
                [name.name for name in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            if SENDERS & set(names):
                found.add(str(path.relative_to(settings.BASE_DIR)))
    assert found <= ALLOWED


@pytest.mark.law("C-21")
def test_mail_provider_is_asked_by_the_nightly_task_only() -> None:
    """No page leads there: whoever uses the lists of a provider is the comparison, and that is a task's."""
    users: dict[str, set[str]] = {_LISTS: set(), _COMPARING: set()}
    for app in sorted({config.name for config in own_apps()}):
        for path in (Path(settings.BASE_DIR) / app).rglob("*.py"):
            for name in _imported(path) & set(users):
                users[name].add(str(path.relative_to(settings.BASE_DIR)))
    assert users[_LISTS] == {"newsletter/bounces/comparing.py", "newsletter/bounces/postmark.py"}
    assert users[_COMPARING] == {"newsletter/bounces/tasks.py"}


def _imported(path: Path) -> set[str]:
    names = set[str]()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {node.module or "", *(f"{node.module}.{name.name}" for name in node.names)}
    return names


@pytest.mark.law("X-36", "C-19")
def test_the_law_that_is_cited_is_the_one_in_force(db: None) -> None:
    """Consent to storage rests on the Electronic Communications Act of 2024."""
    seed = read_seed(settings.SEED_FILE)
    load_seed(seed=seed, now=NOW)
    served = {key for service in seed["services"] if service["category"] != "necessary" for key in service["purposes"]}
    assert served
    for purpose in Purpose.objects.filter(key__in=served):
        assert all("3-15" in text for text in purpose.legal_note.values()), purpose.key
