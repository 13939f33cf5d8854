"""What every register needs for the site itself, added without touching what somebody has written."""

import json
import re
import tomllib
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from consent.services.models import StorageItem
from privacy.inventory import declarations
from privacy.policy import drafting
from privacy.register import basis
from privacy.register import operations as register
from privacy.register.errors import SeedError
from privacy.register.purposes.models import Controller, Purpose
from privacy.register.statements import linting
from privacy.register.statements.models import Statement
from privacy.retention.models import RetentionRule
from privacy.runs import background
from tests.factories.privacy import NOW
from tests.words import says

pytestmark = pytest.mark.django_db
OURS = register.read_seed(settings.OUR_SEED)
SEED = {
    "controller": {
        "name": "Physiotherapie am Lindenhof GmbH", "contact_email": "datenschutz@example.com", "country": "DE",
        "authority_name": "Aufsicht", "authority_url": "https://aufsicht.example.com",
    }
}  # fmt: skip
WITH_ADVERTISING = """
[controller]
name = "Physiotherapie am Lindenhof GmbH"
contact_email = "datenschutz@example.com"
country = "DE"
authority_name = "Aufsicht"
authority_url = "https://aufsicht.example.com"

[[purposes]]
key = "advertising"
legal_basis = "consent"
title = { nb = "Måle annonser", nn = "Måle annonsar", en = "Measuring advertisements" }
description = { nb = "Annonser.", nn = "Annonsar.", en = "Advertisements." }
data = { nb = "En id", nn = "Ein id", en = "An id" }
is_voluntary = { nb = "Frivillig.", nn = "Frivillig.", en = "Voluntary." }

[[vendors]]
key = "meta"
name = "Meta"
legal_entity = "Meta Platforms, Inc."
role = "controller"
does = { nb = "Annonser.", nn = "Annonsar.", en = "Advertisements." }
storage_countries = ["US"]
access_countries = ["US"]
parent_country = "US"
tool = "scc"
notice_url = "https://meta.example.com"

[[services]]
key = "pixel"
vendor = "meta"
category = "marketing"
name = "Pixel"
purposes = ["advertising"]
description = { nb = "Måler.", nn = "Måler.", en = "Measures." }
data = { nb = "En id", nn = "Ein id", en = "An id" }
"""


def test_basis_names_no_company_and_no_law_of_one_country() -> None:
    words = json.dumps(basis.basis_rows(), default=str, ensure_ascii=False)
    assert re.findall(r"(?i)proviso|datatilsyn\w*|nkom|\w*lov(?:en|a) §|section \d+ of", words) == []


def test_basis_is_what_the_code_asks_for() -> None:
    """Every rule and purpose that a declaration names is there, and every cookie of our own."""
    content = basis.basis_rows()
    rules = {row["key"] for row in content["retention_rules"]}
    named = {data.retention.rule for data in declarations.all_personal() if data.retention}
    assert named <= rules
    assert {data.purpose for data in declarations.all_personal()} <= {row["key"] for row in content["purposes"]}


def test_our_own_seed_has_all_of_it() -> None:
    assert basis.missing(besides=OURS) == {}


def test_basis_comes_with_the_first_seed_and_only_once() -> None:
    now = timezone.now()
    basis.load(seed=SEED, now=now)
    assert RetentionRule.objects.count() == len(basis.basis_rows()["retention_rules"])
    assert StorageItem.objects.own().count() == 5
    before = register.freeze(now=NOW)
    basis.load(seed=SEED, now=now)
    assert basis.add(now=now) == 0
    assert register.freeze(now=NOW) == before


def test_what_somebody_has_written_stays() -> None:
    now = timezone.now()
    basis.load(seed=SEED, now=now)
    RetentionRule.objects.filter(key="contact.message").update(months=3)
    Purpose.objects.filter(key="website").update(balance_note="Vår egen")
    StorageItem.objects.filter(name="messages").delete()
    assert basis.add(now=now) == 1
    assert RetentionRule.objects.get(key="contact.message").months == 3
    assert Purpose.objects.get(key="website").balance_note == "Vår egen"
    assert Controller.objects.get().name == SEED["controller"]["name"]


def test_rows_of_the_file_itself_go_before_and_keep_their_order() -> None:
    own = {**OURS["purposes"][0], "balance_note": "Veid hos oss"}
    seed: dict[str, Any] = {**SEED, "purposes": [own]}
    basis.load(seed=seed, now=timezone.now())
    assert Purpose.objects.get(key=own["key"]).balance_note == "Veid hos oss"
    first = register.freeze(now=NOW)
    basis.load(seed=seed, now=timezone.now())
    assert register.freeze(now=NOW) == first
    assert next(iter(Purpose.objects.all())).key == own["key"]


def test_file_without_a_controller_is_refused_and_nothing_is_kept() -> None:
    with pytest.raises(SeedError):
        basis.load(seed={}, now=timezone.now())
    assert not Purpose.objects.exists()


def test_seed_that_leaves_all_to_staff_begins_the_register() -> None:
    basis.load(seed=register.read_seed(settings.EMPTY_SEED), now=timezone.now())
    assert basis.missing() == {}
    assert not Controller.objects.exists()


@pytest.mark.parametrize(
    "facts", [{}, {"organisation_number": "HRB 1", "address": "A", "phone": "+49 1", "officer": "none"}]
)
def test_every_passage_begins_at_once_in_a_sensible_order(facts: dict[str, str]) -> None:
    basis.load(seed={"controller": SEED["controller"] | facts}, now=timezone.now())
    begun = drafting.begin_all(now=timezone.now())
    assert len(begun) > 12
    sections = list(dict.fromkeys(statement.section for statement in Statement.objects.all()))
    assert sections[:2] == ["controller", "purposes"]
    assert sections[-1] == "changes"
    assert any("{table:controller}" in statement.text["en"] for statement in begun)
    for section in sections:
        assert Statement.objects.filter(section=section)[0].text["nb"].startswith("## ")
    assert "virksomheter" not in "".join(str(statement.text) for statement in begun), (
        "not every company's site is for businesses"
    )
    assert drafting.begin_all(now=timezone.now()) == []


@pytest.mark.law("A-04")
def test_what_begins_cures_what_was_found() -> None:
    """A better text that leaves its own finding standing would be a dead end: advertising did."""
    basis.load(seed=tomllib.loads(WITH_ADVERTISING), now=timezone.now())
    begun = {statement.key for statement in drafting.begin_all(now=timezone.now())}
    assert {"from-g-09", "from-g-06", "from-g-03"} <= begun
    found = linting.findings(register.freeze(now=NOW), timezone.localdate())
    assert [finding.rule.id for finding in found if finding.rule.is_passage and finding.rule.id != "G-02"] == []


def staff(*permissions: str) -> User:
    user = User.objects.create_user("redaktor@example.com", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions, content_type__app_label="privacy"))
    return user


@pytest.mark.parametrize("page", ["basis", "begin"])
def test_staff_without_the_permission_add_nothing(client: Client, page: str) -> None:
    client.force_login(staff("add_revision"))
    assert client.post(f"/admin/privacy/revision/publish/{page}/").status_code == 403
    assert client.get(f"/admin/privacy/revision/publish/{page}/").status_code == 405
    assert not Purpose.objects.exists()
    assert not Statement.objects.exists()


@pytest.mark.usefixtures("only_privacy")
def test_staff_add_the_basis_and_begin_the_policy_with_two_buttons(client: Client) -> None:
    register.load_seed(seed=SEED, now=timezone.now())
    client.force_login(staff("add_revision", "add_purpose", "add_retentionrule", "add_statement", "view_statement"))
    publish = "/admin/privacy/revision/publish/"
    assert says("Add them") in client.get(publish).content.decode()
    client.post(f"{publish}basis/")
    page = looked_over(client, publish)
    assert says("Add them") not in page
    assert says("Begin all the passages that are missing") in page
    client.post(f"{publish}begin/")
    assert says("Begin all the passages that are missing") not in looked_over(client, publish)


def looked_over(client: Client, publish: str) -> str:
    """Return the page when a worker has looked over the draft."""
    client.get(publish)
    background.carry_out_waiting(clock=timezone.now)
    return client.get(publish).content.decode()


def test_basis_file_is_whole_toml() -> None:
    assert set(basis.basis_rows()) == {
        "purposes", "retention_rules", "storage", "adequacy_decisions",
    }  # fmt: skip
