"""Pages of our own: drafts that nobody sees, publications in the languages that have a text, and the way back."""

import re

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from privacy.journal.models import JournalEntry
from privacy.web.pages import addresses
from proviso_site.content import published, publishing
from proviso_site.content.errors import NotPublishable
from proviso_site.content.models import ContentPage, Picture
from proviso_site.content.operations import keep_picture, read_picture
from proviso_site.content.queries import history
from tests.pictures import png
from tests.proviso_site.content.conftest import NOW, Write
from tests.words import says

pytestmark = pytest.mark.django_db
LEADS_NOWHERE = says(
    "“%(address)s” leads nowhere. Write a path of this site, such as /kontakt/, or an address with https://."
).partition("%(address)s")[2]


def publish(page: ContentPage, staff_id: int = 0) -> None:
    publishing.publish(page=page, staff_id=staff_id, now=NOW)


def test_draft_is_seen_by_nobody_until_it_is_published_and_again_when_it_is_taken_down(
    client: Client, write: Write
) -> None:
    page = write()
    assert client.get("/om-oss-nb/").status_code == 404
    publish(page)
    assert "Om oss nb" in client.get("/om-oss-nb/").content.decode()
    page.title["nb"] = "Noe annet"
    page.save()
    published.copy.forget()
    assert "Noe annet" not in client.get("/om-oss-nb/").content.decode()
    publishing.withdraw(page=page, staff_id=0, now=NOW)
    published.copy.forget()
    assert client.get("/om-oss-nb/").status_code == 404
    assert ContentPage.objects.count() == 1


@pytest.mark.law("L-01")
def test_page_is_shown_in_the_languages_that_it_is_written_in(client: Client, write: Write) -> None:
    publish(write(languages="nb en"))
    answer = client.get("/en/om-oss-en/").content.decode()
    assert "Hei en" in answer
    assert client.get("/nn/om-oss-nb/").status_code == 404
    assert client.get("/om-oss-en/").status_code == 404
    alternates = dict(re.findall(r'rel="alternate" hreflang="(\w+)" href="([^"]+)"', answer))
    assert alternates == {"nb": f"{settings.BASE_URL}/om-oss-nb/", "en": f"{settings.BASE_URL}/en/om-oss-en/"}
    assert f'<link rel="canonical" href="{settings.BASE_URL}/en/om-oss-en/">' in answer
    assert 'href="/nn/" lang="nn"' in answer  # the way to a language without the page leads to its front page
    assert "/om-oss-nb/" not in client.get("/nn/").content.decode()
    assert {"nb": "/om-oss-nb/", "en": "/en/om-oss-en/"} in list(addresses())
    assert f"<loc>{settings.BASE_URL}/en/om-oss-en/</loc>" in client.get("/sitemap.xml").content.decode()


def test_menu_leads_to_published_pages_in_their_order(client: Client, write: Write) -> None:
    publish(write(title="Sist", order=2))
    publish(write(title="Først", order=1))
    publish(write(title="Utenfor", order=3, is_in_menu=False))
    menu = client.get("/forst-nb/").content.decode().partition("site-nav")[2].partition("</nav>")[0]
    assert re.findall(r'href="(/\w+-nb/)"( aria-current="page")?', menu) == [
        ("/forst-nb/", ' aria-current="page"'),
        ("/sist-nb/", ""),
    ]


def test_pages_and_the_front_page_need_no_query(
    films: None, client: Client, write: Write, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    publish(write())
    publish(write({"kind": "heading", "text": "Vi lager"}, {"kind": "text", "text": "**Kurs**"}, is_front=True))
    paths = ("/", "/en/", "/om-oss-nb/", "/en/om-oss-en/")
    first = {path: client.get(path).content for path in paths}
    assert b"<strong>Kurs</strong> nb" in first["/"]
    with django_assert_num_queries(0):
        assert {path: client.get(path).content for path in paths} == first


def test_front_page_without_a_language_shows_what_the_site_is_for_there(
    films: None, client: Client, write: Write
) -> None:
    publish(write(languages="nb nn", is_front=True, title="Vi lager kurs"))
    assert "Vi lager kurs nb" in client.get("/").content.decode()
    answer = client.get("/en/").content.decode()
    assert "Vi lager kurs" not in answer
    assert "hero-list" in answer


def test_who_published_is_in_the_history(write: Write) -> None:
    page, staff = write(), User.objects.create_user("kari", is_staff=True, first_name="Kari", last_name="Moe")
    publish(page, staff.pk)
    publishing.withdraw(page=page, staff_id=staff.pk, now=NOW)
    assert [(step.event, step.by) for step in history(page)] == [
        (says("page.withdrawn", context="journal"), "Kari Moe"),
        (says("page.published", context="journal"), "Kari Moe"),
    ]
    publishing.delete(page=page, staff_id=staff.pk, now=NOW)
    assert list(JournalEntry.objects.filter(stream="pages").order_by("seq").values_list("event", flat=True)) == [
        "page.published", "page.withdrawn", "page.deleted",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("block", "reason"),
    [
        ({"kind": "text", "text": {"nb": "Hei"}}, "tekst på Norsk nynorsk, English"),
        (
            {"kind": "text", "text": "## Stort"},
            says("a heading inside a text begins with ###; larger ones are blocks of their own."),
        ),
        (
            {"kind": "text", "text": "Stort\n=====\n\nLite"},
            says("a heading inside a text begins with ###; larger ones are blocks of their own."),
        ),
        ({"kind": "picture", "text": "Et hus"}, "noe bilde"),
        ({"kind": "link", "text": "Videre", "address": "/finnes-ikke/"}, LEADS_NOWHERE),
        ({"kind": "link", "text": "Videre", "address": "javascript:alert(1)"}, LEADS_NOWHERE),
        ({"kind": "embed", "text": "Film", "address": "https://unknown.example.org/1"}, "unknown.example.org"),
    ],
)
def test_what_is_not_whole_is_not_published(write: Write, block: dict[str, object], reason: str) -> None:
    with pytest.raises(NotPublishable) as refused:
        publish(write(dict(block)))
    assert any(reason in said for said in refused.value.reasons), refused.value.reasons
    assert not ContentPage.objects.published().exists()


def test_address_of_another_page_is_refused(write: Write) -> None:
    publish(write())
    for taken in (write(), write(address={"nb": "kontakt"}), write(address={"nb": "en"})):
        with pytest.raises(NotPublishable) as refused:
            publish(taken)
        assert any("adressen «" in said for said in refused.value.reasons)


def test_page_may_lead_to_one_of_the_same_transaction_however_long_that_lasts(write: Write) -> None:
    """As the pages of a seed do on a slow machine."""
    publishing.publish(page=write(title="Kurs"), staff_id=0, now=NOW)
    # What a thread reads aside, which sees no transaction but those that have ended.
    published.copy.assume(published.Published(versions=()))
    leading = write({"kind": "link", "text": "Kurs", "address": "/kurs-nb/"})
    assert publishing.publish(page=leading, staff_id=0, now=NOW).blocks


def test_link_leads_to_the_page_in_its_own_language(client: Client, write: Write) -> None:
    publish(write({"kind": "link", "text": "Skriv", "address": "/kontakt/"}))
    assert 'href="/en/contact/">Skriv en' in client.get("/en/om-oss-en/").content.decode()


@pytest.mark.law("U-01")
def test_picture_needs_words_in_every_language_or_is_decoration(client: Client, write: Write) -> None:
    picture = keep_picture(image=read_picture(png(40, 30)))
    with pytest.raises(NotPublishable):
        publish(write({"kind": "picture", "picture": picture, "text": {"nb": "Et hus"}}, title="A"))
    publish(write({"kind": "picture", "picture": picture, "is_decorative": True}, title="B"))
    assert 'width="40" height="30" alt=""' in client.get("/b-nb/").content.decode()
    publish(write({"kind": "picture", "picture": picture, "text": "Et hus"}, title="C"))
    assert 'width="40" height="30" alt="Et hus en"' in client.get("/en/c-en/").content.decode()


def test_picture_is_public_with_its_page_and_gone_with_it(client: Client, write: Write) -> None:
    picture = keep_picture(image=read_picture(png(40, 30)))
    page, url = write({"kind": "picture", "picture": picture, "text": "Et hus"}), f"/bilder/{picture}"
    assert client.get(url).status_code == 404
    publish(page)
    answer = client.get(url)
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/png", "public, max-age=31536000, immutable")
    assert client.get(url.replace(".png", ".jpg")).status_code == 404
    page.blocks.all().delete()
    assert client.get(url).status_code == 200  # still published
    publishing.delete(page=page, staff_id=0, now=NOW)
    published.copy.forget()
    assert client.get(url).status_code == 404
    assert not Picture.objects.exists()


def test_text_holds_no_html_of_its_own(client: Client, write: Write) -> None:
    publish(
        write(
            {
                "kind": "text",
                "text": "<script>alert(1)</script> ![x](https://x.example.com/p.png) [a](javascript:alert(1))",
            }
        )
    )
    answer = client.get("/om-oss-nb/").content.decode()
    assert "alert(1)</script>" not in answer
    assert "x.example.com/p.png" not in answer.replace("&lt;", "")
    assert 'href="javascript' not in answer
