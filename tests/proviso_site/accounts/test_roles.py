"""What each ready role can open and send: every address of the administration, held against a table."""

import re
import tomllib
import uuid
from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, reverse
from django.urls.converters import IntConverter, UUIDConverter

from dsar.cases import deciding
from dsar.cases.enums import Ground
from dsar.cases.errors import SecondPersonNeeded
from dsar.cases.models import Case
from privacy.letters import operations as letters
from privacy.letters.enums import Allowance
from privacy.letters.models import Letter
from privacy.notices.models import Notice
from privacy.recipients.models import Vendor
from privacy.statistics.models import PartnerAgreement, SharedFile
from proviso_site.accounts import roles
from proviso_site.accounts.queries import permission_names
from tests.factories.copies import copied
from tests.factories.dsar import NOW, opened
from tests.factories.rules import load_rules
from tests.factories.trials import TrialRequestFactory
from tests.journeys.staff_rows import PLANT
from tests.markup import faults
from tests.proviso_site.accounts.conftest import account

pytestmark = [pytest.mark.long, pytest.mark.django_db, pytest.mark.law("A-08")]
TABLE = Path(__file__).with_name("role_pages.toml")
# Everybody's own: the login, the password, the front page. A history is what the page of its row shows already.
EVERYBODYS = {"index", "login", "logout", "password_change", "password_change_done", "jsi18n", "autocomplete",
              "view_on_site", "app_list"}  # fmt: skip
# Hints that Django's forms of accounts name and do not show, and a list in a paragraph of theirs.
_OF_DJANGO = re.compile(r"nothing is id_(password|groups)_helptext$|: <ul> in <p>$")
_opened: dict[str, str] = {}
_REFUSED = {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED}


def patterns(entries: Any) -> Iterator[URLPattern]:
    for entry in entries:
        if isinstance(entry, URLResolver):
            yield from patterns(entry.url_patterns)
        elif entry.name and entry.name not in EVERYBODYS and not entry.name.endswith("_history"):
            yield entry


def named_pages() -> dict[str, URLPattern]:
    """Return the pages of the administration by name."""
    return {str(pattern.name): pattern for pattern in patterns(admin.site.get_urls())}


def row_of(name: str) -> Any:
    """Return the key of a row of the model that a page is about."""
    models = {f"{model._meta.app_label}_{model._meta.model_name}_": model for model in admin.site._registry}
    model = next((model for prefix, model in models.items() if name.startswith(prefix)), None)
    if model is User:
        return User.objects.get(username="annen").pk
    row = model._default_manager.order_by("pk").first() if model else None
    return row.pk if row is not None else None


def address(name: str, pattern: URLPattern) -> str:
    values: dict[str, Any] = {}
    for part, converter in pattern.pattern.converters.items():
        key = row_of(name)
        if part in ("rule", "kind", "promise", "step", "outcome"):
            key = {"promise": "P60", "step": "who", "outcome": "request"}.get(part, "controller")
            key = "nb-light" if name == "newsletter_issue_mail" else key
        elif isinstance(converter, UUIDConverter) and not isinstance(key, uuid.UUID):
            key = uuid.UUID(int=0)
        elif part == "number":  # of a picture
            key = 1
        elif isinstance(converter, IntConverter) and not isinstance(key, int):
            key = 0
        values[part] = 0 if key is None else key
    return reverse(f"admin:{name}", kwargs=values)


def is_let_through(client: Client, method: str, path: str) -> bool:
    """Tell whether a request was not refused; what it did is undone."""
    with transaction.atomic():
        answer = getattr(client, method)(path)
        transaction.set_rollback(True)
    assert answer.status_code < 500, path
    if answer.status_code == HTTPStatus.OK and "html" in answer.headers["Content-Type"]:
        _opened.setdefault(f"{method} {path}", answer.content.decode())
    return answer.status_code not in _REFUSED and "/login/" not in answer.get("Location", "")


@pytest.fixture
def rows() -> None:
    """A published register, and a row of each kind of page."""
    copied("the published site", lambda: call_command("seed_site", verbosity=0))
    call_command("shell", "-v0", "-c", PLANT)
    opened()
    account("annen")
    TrialRequestFactory.create()
    Notice.objects.create(
        source=uuid.uuid4(),
        vendor=Vendor.objects.earliest("pk"),
        kind="erased",
        channel="hand",
        made_at=NOW,
        due_at=NOW,
    )
    agreement = PartnerAgreement.objects.get()
    facts = {"dataset": "visits", "counted": "count", "columns": [], "rows": 0, "sha256": "0" * 64, "content": ""}
    SharedFile.objects.create(agreement=agreement, shared_at=NOW, **facts)


def measured() -> dict[str, dict[str, list[str]]]:
    clients = {}
    for key, role in roles.ready_roles().items():
        user = account(key)
        user.groups.add(Group.objects.get(name=role.name))
        clients[key] = Client()
        clients[key].force_login(user)
    pages = {name: address(name, pattern) for name, pattern in sorted(named_pages().items())}
    _opened.clear()
    return {
        method: {
            name: [key for key, client in clients.items() if is_let_through(client, method, path)]
            for name, path in pages.items()
        }
        for method in ("get", "post")
    }


def test_every_page_opens_for_the_roles_of_the_table_and_for_no_other(rows: None) -> None:
    """And every page that opens is valid HTML with a name for every form: it is long to open them all once more."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    is_now = measured()
    for method in ("get", "post"):
        opened = {name: set(keys) for name, keys in is_now[method].items()}
        assert opened == {name: set(line.split()) for name, line in table[method].items()}, method
    found = {path: [line for line in faults(page) if not _OF_DJANGO.search(line)] for path, page in _opened.items()}
    assert {path: lines for path, lines in found.items() if lines} == {}
    assert len(found) > 100


def test_nobody_without_a_role_opens_anything(rows: None) -> None:
    client = Client()
    client.force_login(User.objects.get(username="annen"))
    paths = {name: address(name, pattern) for name, pattern in named_pages().items()}
    assert [name for name, path in paths.items() if is_let_through(client, "get", path)] == []
    assert [name for name, path in paths.items() if is_let_through(client, "post", path)] == []


def test_roles_are_what_the_data_says() -> None:
    assert set(roles.ready_roles()) == {"auditor", "handler", "approver", "editor", "account_administrator"}
    for role in roles.ready_roles().values():
        assert permission_names(Group.objects.get(name=role.name).permissions.all()) == role.permissions


def test_seeding_again_brings_a_changed_role_back() -> None:
    group = Group.objects.get(name="Revisor")
    group.permissions.set(Permission.objects.all())
    roles.seed_roles()
    assert permission_names(group.permissions.all()) == roles.ready_roles()["auditor"].permissions


def test_auditor_changes_nothing() -> None:
    names = roles.ready_roles()["auditor"].permissions
    assert {name for name in names if not name.partition(".")[2].startswith("view_")} == {
        "privacy.be_told_of_broken_promises"
    }


@pytest.mark.parametrize("key", list(roles.ready_roles()))
def test_approver_alone_lets_mails_leave_that_are_held_back(key: str) -> None:
    letter = letters.post(
        kind="newsletter.signup", object_id=uuid.uuid4(), now=NOW, due_at=NOW + timedelta(days=7),
        allowance=Allowance.HELD, held_at=NOW,
    )  # fmt: skip
    user = account(key)
    user.groups.add(Group.objects.get(name=roles.ready_roles()[key].name))
    client = Client()
    client.force_login(user)
    chosen = {"action": "free", "_selected_action": [str(letter.pk)]}
    page = client.post(reverse("admin:privacy_letter_changelist"), chosen).content.decode()
    seen = dict(re.findall(r'name="(seen)" value="([^"]*)"', page))
    client.post(reverse("admin:privacy_letter_changelist"), chosen | seen)
    assert Letter.objects.filter(allowance=Allowance.USUAL).exists() is (key == "approver")


def test_no_role_both_looks_after_accounts_and_decides() -> None:
    for role in roles.ready_roles().values():
        assert not {"auth.change_user", "dsar.decide_case"} <= role.permissions
        assert not {"auth.change_user", "dsar.work_case"} <= role.permissions


@pytest.mark.law("D-07")
@pytest.mark.parametrize("key", list(roles.ready_roles()))
def test_nobody_is_two_people_whatever_their_role(key: str) -> None:
    load_rules()
    user = account(key)
    user.groups.add(Group.objects.get(name=roles.ready_roles()[key].name))
    case = opened()
    words: dict[str, Any] = {
        "ground": Ground.EXCESSIVE,
        "reasons": "Det femtende kravet i dag.",
        "evidence": "Loggen",
        "staff": user,
        "now": NOW,
    }
    deciding.refuse(case=case, **words)
    with pytest.raises(SecondPersonNeeded):
        deciding.refuse(case=Case.objects.get(pk=case.pk), **words)
