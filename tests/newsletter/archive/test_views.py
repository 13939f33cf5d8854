"""The archive: what was sent, for anybody, without anything of a reader."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from lxml import etree

from newsletter.issues import deliveries
from newsletter.issues import operations as issues
from newsletter.issues.models import Delivery, Issue
from tests.factories.newsletter import NEWS, NOW, ActiveFactory, IssueFactory

pytestmark = pytest.mark.usefixtures("rules")
_ATOM = "{http://www.w3.org/2005/Atom}"


def sent(*, now: datetime = NOW, **texts: object) -> Issue:
    ActiveFactory.create_batch(2)
    issue: Issue = IssueFactory.create(**texts)
    issues.send(issue_id=issue.pk, now=now)
    deliveries.deliver(issue_id=issue.pk, clock=lambda: now)
    return issue


def test_archive_lists_what_was_sent_newest_first(client: Client) -> None:
    first = sent()
    second = sent(now=NOW + timedelta(hours=1), subject={"nb": "Enda mer"}, body={"nb": "# Hei\n\nMer."})
    IssueFactory.create(subject={"nb": "Et utkast"}, body={"nb": "Ikke ferdig"})
    page = client.get("/nyhetsbrev/arkiv/").content.decode()
    assert re.findall(r'href="(/nyhetsbrev/arkiv/2026\S+)"', page) == [
        "/nyhetsbrev/arkiv/2026-03-10-2/",
        "/nyhetsbrev/arkiv/2026-03-10/",
    ]
    assert page.index("Enda mer") < page.index(NEWS["nb"])
    assert "Et utkast" not in page
    for issue in (first, second):
        assert str(issue.pk) not in page


def test_issue_is_read_in_the_language_that_it_is_written_in(client: Client) -> None:
    sent(subject={"nb": "Bare norsk"}, body={"nb": "# Hei\n\nBare *norsk*."})
    page = client.get("/en/newsletter/archive/2026-03-10/").content.decode()
    assert '<h1 lang="nb">Bare norsk</h1>' in page
    assert "<h2>Hei</h2>" in page
    assert "<em>norsk</em>" in page


@pytest.mark.law("C-26", "P20")
def test_nothing_of_the_archive_names_a_reader_or_a_copy(client: Client) -> None:
    sent()
    ids = {str(value) for row in Delivery.objects.values_list("pk", "subscription_id") for value in row}
    for path in ("", "2026-03-10/", "atom.xml"):
        text = client.get(f"/nyhetsbrev/arkiv/{path}").content.decode()
        assert not [name for name in ids if name in text or name.replace("-", "") in text]
        assert "avmeld" not in text
        assert "<img" not in text


def test_feed_is_atom_with_whole_issues(client: Client) -> None:
    sent()
    response = client.get("/en/newsletter/archive/atom.xml")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = etree.fromstring(response.content)
    assert feed.tag == f"{_ATOM}feed"
    (entry,) = feed.findall(f"{_ATOM}entry")
    assert entry.findtext(f"{_ATOM}title") == NEWS["en"]
    assert "<em>more</em>" in (entry.findtext(f"{_ATOM}summary") or "")
    link = entry.find(f"{_ATOM}link")
    assert link is not None
    assert str(link.get("href")).endswith("/en/newsletter/archive/2026-03-10/")


def test_archive_is_in_the_sitemap_and_on_the_sign_up_page(client: Client) -> None:
    sent()
    listed = client.get("/sitemap.xml").content.decode()
    assert "/nyhetsbrev/arkiv/2026-03-10/</loc>" in listed
    assert "/en/newsletter/archive/</loc>" in listed
    assert 'href="/nyhetsbrev/arkiv/"' in client.get(reverse("newsletter:signup")).content.decode()


@pytest.mark.parametrize("name", ["2026-03-11", "2026-03-10-2", "utkast"])
def test_what_was_not_sent_is_not_there(client: Client, name: str) -> None:
    sent()
    assert client.get(f"/nyhetsbrev/arkiv/{name}/").status_code == 404


def test_address_of_an_issue_stays_when_an_earlier_one_is_finished_later(client: Client) -> None:
    waiting = IssueFactory.create()
    ActiveFactory.create()
    issues.send(issue_id=waiting.pk, now=NOW - timedelta(hours=1))
    sent(subject={"nb": "Senere"}, body={"nb": "Senere"})
    assert "Senere" in client.get("/nyhetsbrev/arkiv/2026-03-10-2/").content.decode()
    deliveries.deliver(issue_id=waiting.pk, clock=lambda: NOW)
    assert "Senere" in client.get("/nyhetsbrev/arkiv/2026-03-10-2/").content.decode()
