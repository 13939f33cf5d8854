"""Staff write a page: blocks, a picture, a look at the draft, the publication, and who may."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from proviso_site.accounts.roles import ready_roles
from proviso_site.content import published
from proviso_site.content.models import Block, ContentPage, Picture
from tests.pictures import SECRET, noise, telephone
from tests.proviso_site.accounts.conftest import account
from tests.proviso_site.content.conftest import Write
from tests.words import says

LANGUAGES = ("nb", "nn", "en")
pytestmark = [pytest.mark.django_db, pytest.mark.law("A-08")]


@pytest.fixture
def editor(client: Client) -> Client:
    user = account("redaktor")
    user.groups.add(Group.objects.get(name=ready_roles()["editor"].name))
    client.force_login(user)
    return client


def form(*blocks: dict[str, Any], existing: int = 0, **fields: Any) -> dict[str, Any]:
    """Return what the form sends; texts are the same in every language but for a sign."""
    sent: dict[str, Any] = {"is_in_menu": "on", "order": "1", "title": "Om oss", "lead": "Hei", "address": ""} | fields
    data = {name: value for name, value in sent.items() if name not in ("title", "lead", "address")}
    for name in ("title", "lead", "address"):
        data |= {f"{name}_{code}": sent[name] and f"{sent[name]} {code}" for code in LANGUAGES}
    data |= {"blocks-TOTAL_FORMS": len(blocks), "blocks-INITIAL_FORMS": existing, "blocks-MIN_NUM_FORMS": 0}
    for number, block in enumerate(blocks):
        text = block.pop("text", "")
        data |= {f"blocks-{number}-{name}": value for name, value in block.items()}
        data |= {f"blocks-{number}-text_{code}": text and f"{text} {code}" for code in LANGUAGES}
    return data


def add(client: Client, *blocks: dict[str, Any], **fields: Any) -> Any:
    return client.post(reverse("admin:proviso_site_contentpage_add"), form(*blocks, **fields))


def test_page_is_written_looked_at_and_published(editor: Client) -> None:
    picture = SimpleUploadedFile("hus.jpg", telephone(noise(2_000, 40)), "image/jpeg")
    answer = add(
        editor,
        {"kind": "text", "text": "Nederst", "order": 2},
        {"kind": "heading", "text": "Hvem vi er", "order": 1},
        {"kind": "picture", "text": "Et hus", "upload": picture},
        _look="1",
    )
    page = ContentPage.objects.get()
    assert answer["Location"] == reverse("admin:proviso_site_contentpage_publish", args=[page.pk])
    assert list(page.blocks.values_list("kind", "order")) == [("heading", 1), ("text", 2), ("picture", 3)]
    kept = Picture.objects.get()
    assert (kept.kind, kept.width, kept.height) == ("jpg", 32, 1_600)
    assert SECRET.encode() not in bytes(kept.content)
    draft = reverse("admin:proviso_site_contentpage_draft", args=[page.pk, "en"])
    shown = editor.get(draft)
    assert "Hvem vi er en" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert Client().get(draft).status_code == 302
    assert editor.get("/om-oss-nb/").status_code == 404
    editor.post(answer["Location"])
    published.copy.forget()
    assert Client().get("/om-oss-nb/").status_code == 200
    assert Client().get(f"/bilder/{Picture.objects.get()}").status_code == 200
    assert "redaktor" in editor.get(answer["Location"]).content.decode().partition("Historikk")[2]


def test_page_that_is_not_whole_says_why_and_stays_a_draft(editor: Client, write: Write) -> None:
    page = write({"kind": "picture", "text": "Et hus"})
    look = reverse("admin:proviso_site_contentpage_publish", args=[page.pk])
    answer = editor.post(look).content.decode()
    assert says("no picture is chosen.") in answer
    assert "disabled" in answer
    assert not ContentPage.objects.published().exists()


@pytest.mark.parametrize(
    ("block", "said"),
    [
        (
            {"kind": "link", "text": "Videre", "address": "/finnes-ikke/"},
            says("This leads nowhere. Write a path of this site, such as /kontakt/, or an address with https://."),
        ),
        ({"kind": "embed", "text": "Film", "address": "https://film.example.org/1"}, "film.example.org"),
        ({"kind": "picture", "text": "X", "upload": SimpleUploadedFile("x.png", b"<svg/>", "image/png")}, "JPEG, PNG"),
    ],
)
def test_block_that_cannot_be_shown_is_refused_at_its_field(editor: Client, block: dict[str, Any], said: str) -> None:
    answer = add(editor, dict(block))
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not ContentPage.objects.exists()


def test_address_that_the_site_uses_is_refused(editor: Client) -> None:
    data = form({"kind": "text", "text": "Hei"}) | {"address_nb": "Kontakt"}
    answer = editor.post(reverse("admin:proviso_site_contentpage_add"), data)
    assert answer.status_code == 200
    assert says("Another page of the site has this address already.") in answer.content.decode()


def test_block_is_taken_away_and_the_page_deleted(editor: Client, write: Write) -> None:
    page = write({"kind": "heading", "text": "A"}, {"kind": "text", "text": "B"})
    first, second = page.blocks.all()
    change = reverse("admin:proviso_site_contentpage_change", args=[page.pk])
    blocks = [
        {"id": first.pk, "page": page.pk, "kind": "heading", "text": "A", "order": 1, "DELETE": "on"},
        {"id": second.pk, "page": page.pk, "kind": "text", "text": "B", "order": 2},
    ]
    editor.post(change, form(*blocks, existing=2))
    assert list(Block.objects.values_list("pk", "order")) == [(second.pk, 1)]
    editor.post(reverse("admin:proviso_site_contentpage_delete", args=[page.pk]), {"post": "yes"})
    assert not ContentPage.objects.exists()


def test_staff_without_the_role_write_nothing(client: Client, write: Write) -> None:
    client.force_login(account("annen"))
    page = write()
    for name in ("publish", "withdraw", "change"):
        answer = client.post(reverse(f"admin:proviso_site_contentpage_{name}", args=[page.pk]))
        assert answer.status_code == 403
    assert client.get(reverse("admin:proviso_site_contentpage_draft", args=[page.pk, "nb"])).status_code == 403
