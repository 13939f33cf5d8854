"""Pictures of an issue: in the form, in the mail, in the archive, and frozen with it."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from newsletter.issues import campaign, deliveries, losses, pictures
from newsletter.issues import operations as issues
from newsletter.issues.emails import IssueMail
from newsletter.issues.enums import IssueState
from newsletter.issues.errors import PictureMissing
from newsletter.issues.markdown import to_html, to_text
from newsletter.issues.models import Issue, IssuePicture
from newsletter.issues.pictures import ShownPicture
from tests.factories.newsletter import NOW, ActiveFactory, IssueFactory, IssuePictureFactory
from tests.outgoing_mails import faults_of
from tests.pictures import SECRET, noise, png, saved, telephone
from tests.seen import see
from tests.words import says

pytestmark = pytest.mark.usefixtures("rules")
TEXT = "# Hei\n\nSe her:\n\n![](picture:1)\n\nHilsen oss"
HOUSE = {1: ShownPicture(address="cid:a@b", alt='Et "hus" & <hage>', width=40, height=30)}


def with_picture(**facts: Any) -> Issue:
    issue: Issue = IssueFactory.create(subject={"nb": "Hei"}, body={"nb": TEXT})
    IssuePictureFactory.create(issue=issue, **facts)
    return issue


def sent(**facts: Any) -> Issue:
    issue = with_picture(**facts)
    ActiveFactory.create()
    issues.send(issue_id=issue.pk, now=NOW)
    deliveries.deliver(issue_id=issue.pk, clock=lambda: NOW)
    return issue


def parsed() -> EmailMessage:
    message = message_from_bytes(mail.outbox[-1].message().as_bytes(), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def form(*rows: dict[str, Any], existing: int = 0, **texts: Any) -> dict[str, Any]:
    data: dict[str, Any] = {"subject_nb": "Hei", "body_nb": TEXT, **texts}
    data |= {"pictures-TOTAL_FORMS": len(rows), "pictures-INITIAL_FORMS": existing}
    for number, row in enumerate(rows):
        data |= {f"pictures-{number}-{name}": value for name, value in row.items()}
    return data


def upload(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("hus.png", content, "image/png")


def errors(answer: Any) -> str:
    assert answer.status_code == 200, "it was saved"
    return " ".join(re.findall(r'<ul class="errorlist.*?</ul>', answer.content.decode(), re.DOTALL))


def test_picture_is_html_with_its_size_and_text_with_its_words() -> None:
    assert to_html("![ord](picture:1)", pictures=HOUSE) == (
        '<p><img src="cid:a@b" alt="Et &quot;hus&quot; &amp; &lt;hage&gt;" width="40" height="30"></p>\n'
    )
    assert to_text("Se:\n\n![ord](picture:1)", pictures=HOUSE) == 'Se:\n\n[Et "hus" & <hage>]'


@pytest.mark.law("C-26", "X-23")
@pytest.mark.parametrize(
    "address",
    ["https://example.com/p.gif", "//example.com/p.gif", "picture:2", "picture:0", "p.gif", "data:image/png;base64,AA"],
)
def test_any_other_picture_is_left_out(address: str) -> None:
    source = f"![ord]({address}) [![x]({address})](https://example.com/) ![r][1]\n\n[1]: {address}"
    assert "<img" not in to_html(source, pictures=HOUSE)
    assert "<img" not in to_html(source)


def test_decoration_leaves_no_mark_in_the_text() -> None:
    decoration = {1: ShownPicture(address="cid:a@b", alt="", width=40, height=30)}
    assert to_text("Før\n\n![](picture:1)\n\nEtter", pictures=decoration) == "Før\n\nEtter"
    assert 'alt=""' in to_html("![](picture:1)", pictures=decoration)


@pytest.mark.law("C-26", "X-23")
def test_mail_holds_the_picture_that_it_shows() -> None:
    issue = sent()
    message = parsed()
    assert faults_of(bytes(message)) == []
    rich = message.get_body(("html",))
    assert rich is not None
    (picture,) = [part for part in message.walk() if part.get_content_maintype() == "image"]
    content_id = str(picture["Content-ID"]).strip("<>")
    assert f'src="cid:{content_id}" alt="Et hus" width="40" height="30"' in rich.get_content()
    assert "max-width:100%" in rich.get_content()
    assert picture.get_content() == bytes(issue.pictures.get().content)
    plain = message.get_body(("plain",))
    assert plain is not None
    assert "Se her:\n\n[Et hus]\n\nHilsen oss" in plain.get_content().replace("\r\n", "\n")
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png"
    ]  # fmt: skip


def test_provider_with_an_interface_of_its_own_gets_the_picture_too() -> None:
    sent()
    (part,) = mail.outbox[-1].attachments
    assert part["Content-Disposition"].startswith("inline")  # type: ignore[union-attr]
    assert part["Content-ID"].strip("<>") in mail.outbox[-1].alternatives[0][0]  # type: ignore[union-attr]


def test_encoded_lines_are_short_and_the_part_is_encoded_once() -> None:
    mails = IssueMail(with_picture(shape=(400, 300)))
    copies = [mails.encoded_for(f"x{n}@example.com", "nb", IssueFactory.build().pk).content for n in range(2)]
    assert max(len(line) for line in copies[0].split(b"\r\n")) <= 76 + 100  # headers of the list are longer
    assert faults_of(copies[0].replace(b"\r\n..", b"\r\n.")) == []
    assert len(mails.prepared("nb").pictures) == 1


def test_picture_wider_than_a_mail_is_shown_as_wide_as_it(settings: Any) -> None:
    shown = pictures.shown_in(with_picture(shape=(1068, 500)), "nb", lambda picture: picture.name)
    assert (shown[1].width, shown[1].height) == (534, 250)


def test_part_that_is_not_there_is_a_fault() -> None:
    sent()
    content = bytes(parsed())
    assert any("fetches src=cid:" in fault for fault in faults_of(content.replace(b"Content-ID: <", b"Content-ID: <x")))


def test_form_takes_a_picture_as_a_telephone_makes_it_and_numbers_it(admin_client: Client) -> None:
    rows = (
        {"upload": upload(telephone(noise(2_000, 1_000))), "alt_nb": "Et hus"},
        {"upload": upload(png(8, 8)), "is_decorative": "on"},
    )
    answer = admin_client.post(reverse("admin:newsletter_issue_add"), form(*rows))
    assert answer.status_code == 302, errors(answer)
    first, second = IssuePicture.objects.order_by("number")
    assert (first.number, first.alt, first.is_decorative) == (1, {"nb": "Et hus"}, False)
    assert (second.number, second.kind, second.width, second.is_decorative) == (2, "png", 8, True)
    assert (first.kind, first.width < first.height, first.height <= 1_200) == ("jpg", True, True)
    assert first.size == len(first.content) <= 300_000
    assert SECRET.encode() not in bytes(first.content)
    issue = Issue.objects.get()
    page = admin_client.get(reverse("admin:newsletter_issue_change", args=[issue.pk])).content.decode()
    assert "![](picture:1)" in page
    shown = admin_client.get(reverse("admin:newsletter_issue_picture", args=[issue.pk, 1]))
    assert shown.content == bytes(first.content)
    frame = admin_client.get(reverse("admin:newsletter_issue_mail", args=[issue.pk, "nb-light"])).content.decode()
    assert 'src="data:image/jpeg;base64,' in frame
    assert "cid:" not in frame


@pytest.mark.parametrize(
    ("rows", "texts", "said"),
    [
        ([], {"body_nb": "![](https://example.com/p.png)"}, "https://example.com/p.png"),
        ([], {"body_nb": "![](picture:1)"}, "picture:1"),
        ([{"upload": png(4, 4), "alt_nb": "Et hus"}], {"body_nb": "![](picture:2)"}, "picture:2"),
        ([{"upload": png(4, 4)}], {}, "Bokmål"),
        ([{"upload": png(4, 4), "alt_nb": "Et hus"}], {"subject_en": "Hi", "body_en": "Hi"}, "English"),
        ([{"alt_nb": "Et hus"}], {}, says("Choose a picture.")),
        ([{"upload": b"GIF89a", "alt_nb": "Et hus"}], {}, "JPEG"),
    ],
)
def test_issue_whose_pictures_are_not_whole_is_not_saved(
    admin_client: Client, rows: list[dict[str, Any]], texts: dict[str, Any], said: str
) -> None:
    sent = [{**row, "upload": upload(row["upload"])} if "upload" in row else row for row in rows]
    assert said in errors(admin_client.post(reverse("admin:newsletter_issue_add"), form(*sent, **texts)))
    assert not Issue.objects.exists()


def test_picture_goes_when_the_text_no_longer_names_it(admin_client: Client) -> None:
    issue = with_picture()
    row = {"id": issue.pictures.get().pk, "issue": issue.pk, "alt_nb": "Et hus", "DELETE": "on"}
    url = reverse("admin:newsletter_issue_change", args=[issue.pk])
    assert "picture:1" in errors(admin_client.post(url, form(row, existing=1)))
    assert admin_client.post(url, form(row, existing=1, body_nb="Uten")).status_code == 302
    assert not IssuePicture.objects.exists()


@pytest.mark.parametrize("count", [2, 3])
def test_pictures_are_made_small_enough_to_be_in_a_mail_together(admin_client: Client, count: int) -> None:
    photo = saved(noise(900, 600), "JPEG")
    rows = [{"upload": upload(photo), "is_decorative": "on"} for _number in range(count)]
    answer = admin_client.post(reverse("admin:newsletter_issue_add"), form(*rows))
    assert answer.status_code == 302, errors(answer)
    sizes = IssuePicture.objects.values_list("size", flat=True)
    assert len(sizes) == count
    assert max(sizes) <= 300_000
    assert 450_000 < sum(sizes) <= 600_000


def test_picture_without_room_beside_the_others_is_refused(admin_client: Client) -> None:
    issue = with_picture(size=599_000)
    kept = {"id": issue.pictures.get().pk, "issue": issue.pk, "alt_nb": "Et hus"}
    rows = (kept, {"upload": upload(saved(noise(400, 300), "PNG")), "is_decorative": "on"})
    url = reverse("admin:newsletter_issue_change", args=[issue.pk])
    words = says("The pictures have %(size)d kB together; in a mail they may have %(most)d kB. Take one out.")
    too_large = words.rpartition("%(most)d")[2]
    assert too_large in errors(admin_client.post(url, form(*rows, existing=1)))


def test_text_that_names_a_missing_picture_is_not_frozen() -> None:
    ActiveFactory.create()
    issue = IssueFactory.create(body={"nb": TEXT})
    with pytest.raises(PictureMissing):
        issues.freeze(issue_id=issue.pk, now=NOW)


def test_picture_of_a_frozen_issue_cannot_change_or_go() -> None:
    issue = sent()
    rows = IssuePicture.objects.filter(issue=issue)
    for change in (lambda: rows.update(alt={}), rows.delete):
        with pytest.raises(IntegrityError, match="refused"), transaction.atomic():
            change()
    assert rows.exists()


def test_picture_is_deleted_with_its_issue() -> None:
    issue = sent()
    issue.delete()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert not IssuePicture.objects.exists()


def test_draft_with_the_same_texts_has_the_same_pictures() -> None:
    issue = sent()
    draft = campaign.copy_as_draft(issue_id=issue.pk, now=NOW)
    assert draft.pictures.get().sha256 == issue.pictures.get().sha256
    assert draft.pictures.get().pk != issue.pictures.get().pk


def test_restored_database_gets_the_pictures_of_an_issue_that_was_frozen_since() -> None:
    issue = sent()
    (lost,) = losses._changed_issues(NOW)
    issue.delete()
    assert losses._carry_issue([lost], NOW).taken == [lost]
    assert IssuePicture.objects.get(issue=lost.pk).sha256 == lost.pictures.all()[0].sha256


def test_restored_draft_gets_the_pictures_with_which_it_was_frozen() -> None:
    sent()
    (lost,) = losses._changed_issues(NOW)
    Issue.objects.filter(pk=lost.pk).delete()
    backup = IssueFactory.create(pk=lost.pk, body={"nb": "Utkast"})
    IssuePictureFactory.create(issue=backup, shape=(8, 8), number=2)
    assert losses._carry_issue([lost], NOW).taken == [lost]
    assert [picture.number for picture in lost.pictures.model.objects.filter(issue=lost.pk)] == [1]
    assert Issue.objects.get().state == IssueState.SENT


@pytest.mark.law("C-26")
def test_archive_and_feed_show_the_picture_from_this_site(client: Client, settings: Any) -> None:
    picture = sent().pictures.get()
    page = client.get("/nyhetsbrev/arkiv/2026-03-10/").content.decode()
    address = f"/nyhetsbrev/arkiv/bilder/{picture.name}"
    assert f'<img src="{address}" alt="Et hus" width="40" height="30">' in page
    feed = client.get("/nyhetsbrev/arkiv/atom.xml").content.decode()
    assert f'&lt;img src="{settings.BASE_URL}{address}"' in feed
    answer = client.get(address)
    assert answer.content == bytes(picture.content)
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin", "a news reader may show it"
    assert "immutable" in answer["Cache-Control"]
    assert "Set-Cookie" not in answer
    assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_picture_that_a_sent_issue_does_not_use_is_shown_to_nobody(client: Client) -> None:
    issue = with_picture()
    IssuePictureFactory.create(issue=issue, number=2, shape=(8, 8))
    ActiveFactory.create()
    issues.send(issue_id=issue.pk, now=NOW)
    deliveries.deliver(issue_id=issue.pk, clock=lambda: NOW)
    shown, unused = issue.pictures.all()
    assert client.get(f"/nyhetsbrev/arkiv/bilder/{shown.name}").status_code == 200
    assert client.get(f"/nyhetsbrev/arkiv/bilder/{unused.name}").status_code == 404
    # The same bytes in an issue that shows them.
    other = sent(shape=(8, 8))
    assert other.pictures.get().name == unused.name
    assert client.get(f"/nyhetsbrev/arkiv/bilder/{unused.name}").status_code == 200


def test_picture_of_a_draft_is_shown_to_nobody_else(client: Client) -> None:
    picture = with_picture().pictures.get()
    assert client.get(f"/nyhetsbrev/arkiv/bilder/{picture.name}").status_code == 404
    assert client.get("/nyhetsbrev/arkiv/bilder/x").status_code == 404
    assert client.get(reverse("admin:newsletter_issue_picture", args=[picture.issue_id, 1])).status_code == 302


def test_page_before_sending_tells_how_large_the_mail_is(admin_client: Client) -> None:
    issue = with_picture()
    ActiveFactory.create()
    url = reverse("admin:newsletter_issue_send", args=[issue.pk])
    size = says("The largest mail has %(size)d kB with its pictures.").replace("%(size)d", r"\d+")
    assert re.search(size, admin_client.get(url).content.decode())
    assert see(admin_client, url)
