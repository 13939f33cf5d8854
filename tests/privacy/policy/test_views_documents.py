"""The policy as PDF: the published text, made once, the same for every visitor."""

import re
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from privacy.policy import documents, publishing
from privacy.policy import pdf as policy_document
from privacy.policy.models import RevisionDocument, RevisionText
from privacy.register import in_force
from privacy.register.models import Revision
from privacy.register.purposes.models import Controller
from tests.factories.privacy import NOW, StatementFactory, passage
from tests.together import together

pytestmark = pytest.mark.django_db
LANGUAGES = ["nb", "nn", "en"]
PATHS = {
    ("policy_pdf", "nb"): "/personvern/personvern.pdf",
    ("policy_pdf", "nn"): "/nn/personvern/personvern.pdf",
    ("policy_pdf", "en"): "/en/privacy/privacy.pdf",
    ("version_pdf", "nb"): "/personvern/versjoner/1/personvern.pdf",
    ("version_pdf", "nn"): "/nn/personvern/versjonar/1/personvern.pdf",
    ("version_pdf", "en"): "/en/privacy/versions/1/privacy.pdf",
}


def content(client: Client, path: str) -> bytes:
    response = client.get(path)
    assert response.status_code == 200
    return bytes(response.content)


@pytest.mark.parametrize(("name", "language"), PATHS)
def test_addresses_are_the_public_contract(name: str, language: str) -> None:
    with override(language):
        assert reverse(f"privacy:{name}", args=[1] if name == "version_pdf" else []) == PATHS[name, language]


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("path", PATHS.values())
def test_pdf_is_the_same_for_everyone_and_needs_no_cookie(client: Client, path: str) -> None:
    response = client.get(path)
    assert response["Content-Type"] == "application/pdf"
    assert response["Cache-Control"].startswith("public, max-age=")
    assert ("immutable" in response["Cache-Control"]) is ("/1/" in path)
    assert not response.cookies
    client.cookies["pv_choice"] = "x"
    assert content(client, path) == response.content


@pytest.mark.law("P58")
def test_version_keeps_its_pdf_when_a_newer_one_is_in_force(client: Client, published: Revision) -> None:
    first = content(client, "/personvern/personvern.pdf")
    Controller.objects.update(name="Nytt Navn AS")
    publishing.publish(now=NOW)
    in_force.refresh()
    assert content(client, "/personvern/versjoner/1/personvern.pdf") == first
    assert content(client, "/personvern/personvern.pdf") != first
    assert client.get("/personvern/versjoner/3/personvern.pdf").status_code == 404


@pytest.mark.usefixtures("register")
def test_nothing_published_is_not_found(client: Client) -> None:
    assert client.get("/personvern/personvern.pdf").status_code == 404


@pytest.mark.usefixtures("published")
def test_pdf_is_made_once(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    made = content(client, "/personvern/personvern.pdf")
    monkeypatch.setattr(documents, "policy_pdf", lambda _text: pytest.fail("made again"))
    assert content(client, "/personvern/personvern.pdf") == made
    assert content(client, "/personvern/versjoner/1/personvern.pdf") == made
    assert RevisionDocument.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_pdf_is_made_once_when_many_ask_at_the_same_time(published: Revision, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []
    make = policy_document.policy_pdf

    def counted(text: RevisionText) -> bytes:
        calls.append(1)
        return make(text)

    monkeypatch.setattr(documents, "policy_pdf", counted)
    text = published.texts.get(language="nb")
    hashes = together(*[lambda: documents.keep_policy_pdf(text=text).sha256] * 6)
    assert len(calls) == 1
    assert len(set(hashes)) == 1


@pytest.mark.usefixtures("register")
def test_policy_published_within_a_second_can_be_set(client: Client) -> None:
    publishing.publish(now=NOW.replace(second=1, microsecond=2))
    assert content(client, "/personvern/versjoner/1/personvern.pdf").startswith(b"%PDF-")


@pytest.mark.usefixtures("published")
def test_reader_who_has_it_is_told_so(client: Client) -> None:
    path = "/personvern/versjoner/1/personvern.pdf"
    tag = client.get(path)["ETag"]
    again = client.get(path, headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert again.content == b""
    assert again["ETag"] == tag
    assert client.get(path, headers={"If-None-Match": '"another"'}).status_code == 200


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("statement", ["UPDATE {} SET sha256 = ''", "DELETE FROM {}", "TRUNCATE {}"])
def test_kept_document_is_never_changed(client: Client, statement: str) -> None:
    content(client, "/personvern/personvern.pdf")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            cursor.execute(statement.format("privacy_revisiondocument"))


@pytest.mark.law("U-01", "L-01")
@pytest.mark.parametrize("language", LANGUAGES)
def test_pdf_is_tagged_and_says_its_language_and_title(client: Client, published: Revision, language: str) -> None:
    made = content(client, PATHS["version_pdf", language])
    region = "GB" if language == "en" else "NO"
    assert re.search(rb"/MarkInfo\s*<<\s*/Marked true", made)
    assert b"/StructTreeRoot" in made
    assert f"/Lang({language}-{region})".encode() in made
    assert b"/DisplayDocTitle true" in made
    assert b"<pdfuaid:part>1</pdfuaid:part>" in made


@pytest.mark.usefixtures("register")
def test_links_of_the_policy_can_be_followed_from_the_pdf(client: Client, settings: Any) -> None:
    settings.PRIVACY = settings.PRIVACY | {"BASE_URL": "https://www.example.com"}
    text = passage("Rettigheter", "[Skriv](mailto:{contact_email}) eller se [Mine data](/mine-data/).")
    StatementFactory.create(text=text, order=9)
    publishing.publish(now=NOW)
    made = content(client, "/personvern/versjoner/1/personvern.pdf")
    assert b"(mailto:personvern@example.com)" in made
    assert b"(https://www.example.com/mine-data/)" in made


@pytest.mark.usefixtures("register")
@pytest.mark.parametrize("sign", ["æøå ÆØÅ", "→ «x» – §", "😀", "漢字", "\u200b", "שלום", "\ufffd", "*_#$\\@<x>"])
def test_any_sign_in_the_policy_can_be_set(client: Client, sign: str) -> None:
    StatementFactory.create(text=passage("Tegn", f"Her er {sign} i en tekst."), order=9)
    publishing.publish(now=NOW)
    assert content(client, "/personvern/versjoner/1/personvern.pdf").startswith(b"%PDF-")


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("path", ["/personvern/", "/personvern/versjoner/1/"])
def test_policy_page_leads_to_the_pdf(client: Client, path: str) -> None:
    page = client.get(path).content.decode()
    assert '<link rel="alternate" type="application/pdf" href="/personvern/versjoner/1/personvern.pdf">' in page
    assert page.count('href="/personvern/versjoner/1/personvern.pdf"') == 2


@pytest.mark.law("P59")
@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    ("path", "policy"),
    [
        ("/", "/personvern/"),
        ("/personvern/", "/personvern/"),
        ("/en/privacy/versions/", "/en/privacy/"),
        ("/nn/finst-ikkje/", "/nn/personvern/"),
        ("/finnes-ikke/", "/personvern/"),
    ],
)
def test_every_public_page_names_the_policy_in_a_header(client: Client, path: str, policy: str) -> None:
    assert client.get(path)["Link"] == f'<{policy}>; rel="privacy-policy"'


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("path", ["/admin/login/", "/healthz", "/personvern/personvern.pdf", "/robots.txt"])
def test_what_is_no_public_page_names_no_policy(client: Client, path: str) -> None:
    assert "Link" not in client.get(path)


def test_link_that_is_there_already_is_kept(rf: Any) -> None:
    from django.http import HttpResponse

    from privacy.web.middleware import PolicyLinkMiddleware

    answer = HttpResponse(headers={"Link": '</x>; rel="preload"'})
    link = PolicyLinkMiddleware(lambda _request: answer)(rf.get("/"))["Link"]
    assert link == '</x>; rel="preload", </personvern/>; rel="privacy-policy"'


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize("number", ["0", "2", "99999999999999999999"])
@pytest.mark.parametrize("ending", ["personvern.pdf", "register.json"])
def test_version_that_never_was_is_not_the_one_in_force(client: Client, number: str, ending: str) -> None:
    assert client.get(f"/personvern/versjoner/{number}/{ending}").status_code == 404
