from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from privacy.policy.dashboard import missing_facts
from privacy.recipients import dashboard as recipients_dashboard
from privacy.recipients.enums import TransferTool
from privacy.recipients.models import Vendor
from privacy.register import in_force
from privacy.register.frozen.parts import Core
from privacy.register.frozen.register import Register
from privacy.register.frozen.rows import Statement
from privacy.register.promises.models import PromiseVerdict
from privacy.staff import dashboard
from privacy.staff.dashboard import DashboardBlock, DashboardItem, DashboardPage
from privacy.verdicts.dashboard import promises
from tests.factories.privacy import NOW, AgreementFactory, VendorFactory
from tests.registries import ReplaceEntries
from tests.words import says

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("register")]


def verdict(promise: str, kind: str) -> PromiseVerdict:
    return PromiseVerdict.objects.create(promise=promise, kind=kind, figure="2 av 3", reason="for sent", checked_at=NOW)


def test_nothing_checked_is_said() -> None:
    block = promises(NOW)
    assert (block.count, block.items) == (0, [])
    assert block.empty == says("No promise has been checked yet.")


def test_kept_promises_wait_for_nobody() -> None:
    verdict("P1", "kept")
    block = promises(NOW)
    assert block.count == 0
    assert block.empty == says("Every promise that was checked is kept.")


def test_broken_promises_come_first_and_lead_to_the_verdict() -> None:
    unproven, broken = verdict("P1", "unproven"), verdict("P29", "broken")
    verdict("P3", "kept")
    first, second = promises(NOW).items
    assert (first.text, first.note, first.is_urgent) == ("P29: brutt, 2 av 3", "for sent", True)
    assert first.url.endswith(f"/{broken.pk}/change/")
    assert (second.is_urgent, second.url.endswith(f"/{unproven.pk}/change/")) == (False, True)


def test_promise_that_was_mended_is_gone_from_the_desk() -> None:
    verdict("P29", "broken")
    PromiseVerdict.objects.create(promise="P29", kind="kept", figure="0", checked_at=NOW.replace(day=11))
    assert promises(NOW).count == 0


@pytest.mark.law("A-10")
def test_nightly_check_that_has_not_run_is_urgent() -> None:
    verdict("P1", "kept")
    assert promises(NOW + timedelta(hours=36)).count == 0
    (item,) = promises(NOW + timedelta(hours=37)).items
    assert (item.text, item.is_urgent) == (says("The nightly check of the promises has not run"), True)


@pytest.mark.law("T-07")
def test_recipient_that_is_switched_off_is_urgent() -> None:
    vendor = VendorFactory.create(name="Vert", halted_at=NOW)
    VendorFactory.create(name="Annen")
    (item,) = promises(NOW).items
    assert "Vert" in item.text
    assert item.is_urgent
    assert f"/{vendor.pk}/" in item.url


def test_recipient_that_is_new_waits_and_is_not_called_unlawful() -> None:
    VendorFactory.create(name="Ny", halted_at=NOW, halted_because="new")
    (item,) = promises(NOW).items
    assert not item.is_urgent
    assert item.note == says("new, not switched on yet")


def test_promise_that_nobody_makes_need_not_be_proven(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another company makes other promises: the desk asks nobody to answer for ours. What is broken is shown anyhow."""
    made = Register(parts={"privacy": Core(statements=(Statement(key="one", promises=("P3",)),))})
    published = in_force.Snapshot(number=1, published_at=NOW, sha256="", register=made)
    monkeypatch.setattr(in_force, "current", lambda: published)
    for name, kind in (("P1", "unproven"), ("P3", "unproven"), ("P29", "broken")):
        verdict(name, kind)
    assert [item.text[:3].rstrip(":") for item in promises(NOW).items] == ["P29", "P3"]


def test_more_than_fits_is_still_counted() -> None:
    for number in range(12):
        verdict(f"P{number}", "unproven")
    block = promises(NOW)
    assert (block.count, len(block.items)) == (12, 10)


def test_gaps_are_shown_with_the_way_to_fill_them(settings: Any) -> None:
    settings.PRIVACY = settings.PRIVACY | {"CONTROLLER": dict.fromkeys(settings.PRIVACY["CONTROLLER"], "")}
    block = missing_facts(NOW)
    assert block.count == 3
    assert {item.url for item in block.items} == {"/admin/privacy/revision/publish/"}


@pytest.mark.parametrize("rows", [1, 3])
def test_desk_needs_as_many_queries_for_one_row_as_for_three(
    rows: int, django_assert_num_queries: Callable[[int], Any]
) -> None:
    for number in range(rows):
        verdict(f"P{number}", "broken")
        VendorFactory.create(halted_at=NOW)
    with django_assert_num_queries(2):
        promises(NOW)
    with django_assert_num_queries(9):
        missing_facts(NOW)


def test_blocks_come_in_their_order(replace_entries: ReplaceEntries) -> None:
    replace_entries(dashboard.blocks, {})

    @dashboard.dashboard_block(order=30)
    def last(_now: datetime) -> DashboardBlock:
        return DashboardBlock(title="c", count=0)

    @dashboard.dashboard_block(order=10)
    def first(_now: datetime) -> DashboardBlock:
        return DashboardBlock(title="a", count=0)

    @dashboard.dashboard_block(order=20)
    def middle(_now: datetime) -> DashboardBlock:
        return DashboardBlock(title="b", count=0)

    assert [block.title for block in dashboard.all_blocks(NOW)] == ["a", "b", "c"]


def test_what_waits_is_shown_first_the_urgent_before_the_rest_and_the_quiet_in_one_list(
    admin_client: Client, replace_entries: ReplaceEntries
) -> None:
    blocks = {
        "quiet": (1, lambda _now: DashboardBlock(title="Stille", count=0, empty="Ingenting her.")),
        "other": (
            2,
            lambda _now: DashboardBlock(title="Noe annet", count=12, items=[DashboardItem(text="en", url="/admin/")]),
        ),
        "urgent": (
            3,
            lambda _now: DashboardBlock(
                title="Haster", count=1, items=[DashboardItem(text="to", url="/admin/", is_urgent=True)]
            ),
        ),
    }
    replace_entries(dashboard.blocks, blocks)
    text = admin_client.get("/admin/").content.decode()
    assert (
        text.index("Haster") < text.index("Noe annet") < text.index(says("Nothing waits here")) < text.index("Stille")
    )
    assert says("%(shown)s of %(count)s shown", shown=1, count=12) in text


def test_pages_are_shown_to_those_who_may_open_them(
    admin_client: Client, client: Client, replace_entries: ReplaceEntries
) -> None:
    page = DashboardPage(
        title="Slå opp her", url_name="admin:privacy_revision_publish", permission="privacy.add_revision"
    )
    replace_entries(dashboard.pages, {page.url_name: (1, page)})
    client.force_login(User.objects.create_user("lesar@example.com", is_staff=True))
    assert "Slå opp her" in admin_client.get("/admin/").content.decode()
    assert "Slå opp her" not in client.get("/admin/").content.decode()


@pytest.mark.law("P24", "T-03", "A-06")
def test_recipients_that_are_amber_or_red_lists_that_changed_and_agreements_that_are_due() -> None:
    VendorFactory.create(name="Trygg")
    VendorFactory.create(name="Av", parent_country="IN", halted_at=NOW)
    VendorFactory.create(name="Klausul", parent_country="US", tool=TransferTool.SCC)
    VendorFactory.create(name="Rød", parent_country="IN")
    VendorFactory.create(name="Under", engaged_by=VendorFactory.create(name="Liste"), list_changed_at=NOW)
    AgreementFactory.create(vendor__name="Snart", review_on=NOW.date() + timedelta(days=30))
    AgreementFactory.create(vendor__name="Siden", review_on=NOW.date() + timedelta(days=31))
    block = recipients_dashboard.recipients(NOW)
    assert {(item.text.split(":")[0], item.is_urgent) for item in block.items} == {
        ("Rød", True),
        (says("The list of sub-processors of %(vendor)s has changed", vendor="Under"), True),
        ("Klausul", False),
        ("Liste", False),
        (says("The agreement with %(vendor)s must be reviewed by %(day)s", vendor="Snart", day="9. april 2026"), False),
    }
    assert block.items[0].is_urgent
    Vendor.objects.filter(name="Under").delete()
    Vendor.objects.exclude(name="Trygg").delete()
    assert recipients_dashboard.recipients(NOW).items == []


def test_every_page_that_the_first_page_leads_to_opens(admin_client: Client) -> None:
    pages = list(dashboard.all_pages())
    assert len(pages) >= 10
    first = admin_client.get("/admin/").content.decode()
    for page in pages:
        address = reverse(page.url_name)
        assert f'href="{address}"' in first
        assert admin_client.get(address, follow=True).status_code == 200, page.url_name
        model = page.permission.partition(".")
        codename = Permission.objects.filter(content_type__app_label=model[0], codename=model[2])
        assert codename.exists(), page.permission


def test_people_come_first_then_what_is_wrong_then_the_rest(replace_entries: ReplaceEntries) -> None:
    urgent, calm = (DashboardItem(text=text, url="/", is_urgent=text == "now") for text in ("now", "later"))
    made = {
        "promises": DashboardBlock(title="promises", count=12, items=[urgent, calm]),
        "gaps": DashboardBlock(title="gaps", count=3, items=[calm]),
        "messages": DashboardBlock(title="messages", count=1, items=[calm], is_about_people=True),
        "requests": DashboardBlock(title="requests", count=1, items=[urgent], is_about_people=True),
        "letters": DashboardBlock(title="letters", count=0, is_about_people=True),
    }
    replace_entries(dashboard.blocks, {key: (1, lambda _now, block=block: block) for key, block in made.items()})
    desk = dashboard.desk(NOW)
    shown = {
        name: [(block.title, block.count, len(block.items)) for block in getattr(desk, name)]
        for name in ("people", "wrong", "later", "quiet")
    }
    assert shown == {
        "people": [("requests", 1, 1), ("messages", 1, 1)],
        "wrong": [("promises", 1, 1)],
        "later": [("promises", 11, 1), ("gaps", 3, 1)],
        "quiet": [("letters", 0, 0)],
    }
    assert desk.later_count == 14
