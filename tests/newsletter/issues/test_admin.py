"""What staff can see and do."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from newsletter.issues import operations as issues
from newsletter.issues.enums import DeliveryState, IssueState
from newsletter.issues.models import Delivery, Issue
from newsletter.subscriptions import operations as subscriptions
from newsletter.subscriptions.enums import EndReason
from newsletter.subscriptions.models import Subscription
from privacy.letters import operations as letters
from privacy.letters.models import Letter
from privacy.web.html import parse
from tests.factories.newsletter import NEWS, NOW, ActiveFactory, IssueFactory
from tests.meanwhile import meanwhile
from tests.seen import confirmed, see
from tests.words import says

pytestmark = pytest.mark.usefixtures("rules")


def staff(*permissions: str) -> Client:
    user = User.objects.create_user("ansatt@example.com", "ansatt@example.com", "x", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client


# What the form sends of an issue without pictures.
NO_PICTURES = {"pictures-TOTAL_FORMS": "0", "pictures-INITIAL_FORMS": "0"}


def send_url(issue: Issue) -> str:
    return reverse("admin:newsletter_issue_send", args=[issue.pk])


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("page", "queries"), [("subscription", 6), ("issue", 7), ("delivery", 6)])
def test_lists_cost_the_same_for_one_row_and_for_three(
    admin_client: Client, django_assert_num_queries: object, rows: int, page: str, queries: int
) -> None:
    ActiveFactory.create_batch(rows)
    for one in IssueFactory.create_batch(rows if page == "issue" else 1):
        issues.send(issue_id=one.pk, now=NOW)
    url = reverse(f"admin:newsletter_{page}_changelist")
    admin_client.get(url)  # the register in force is now in memory
    with django_assert_num_queries(queries):  # type: ignore[operator]
        assert admin_client.get(url).status_code == 200


def test_subscriptions_are_listed_by_address_and_found_by_the_whole_one(admin_client: Client) -> None:
    wanted, other = ActiveFactory.create(email="kari@example.com"), ActiveFactory.create(email="ola@example.com")
    url = reverse("admin:newsletter_subscription_changelist")
    listed = parse(admin_client.get(url).content.decode()).words(skip={"script", "style"})
    assert "kari@example.com" in listed, "staff recognise a person, not a number"
    assert str(wanted.pk) not in listed
    for term in (" Kari@Example.com", str(wanted.pk)):
        page = admin_client.get(url, {"q": term}).content.decode()
        assert f"/{wanted.pk}/" in page
        assert f"/{other.pk}/" not in page
    assert str(wanted.pk) not in admin_client.get(url, {"q": "kari"}).content.decode()


def test_staff_end_a_subscription_and_the_log_holds_no_address() -> None:
    kari = ActiveFactory.create(email="kari@example.com")
    client = staff("view_subscription", "change_subscription")
    data = {"action": "end", "_selected_action": [str(kari.pk)]}
    confirmed(client, reverse("admin:newsletter_subscription_changelist"), data)
    kari.refresh_from_db()
    assert (kari.state, kari.end_reason) == ("ended", "staff")
    assert not LogEntry.objects.filter(object_repr__contains="@").exists()


def test_staff_with_sight_only_end_nothing() -> None:
    kari = ActiveFactory.create()
    client = staff("view_subscription")
    data = {"action": "end", "_selected_action": [str(kari.pk)]}
    client.post(reverse("admin:newsletter_subscription_changelist"), data)
    kari.refresh_from_db()
    assert kari.state == "active"


def test_nobody_deletes_or_adds_a_subscription_by_hand(admin_client: Client) -> None:
    kari = ActiveFactory.create()
    assert admin_client.post(reverse("admin:newsletter_subscription_delete", args=[kari.pk])).status_code == 403
    assert admin_client.get(reverse("admin:newsletter_subscription_add")).status_code == 403
    assert Subscription.objects.exists()


def test_issue_is_written_previewed_and_sent(admin_client: Client) -> None:
    ActiveFactory.create_batch(2)
    form = {"subject_nb": "Hei", "body_nb": "**Viktig** <b>nei</b>", "subject_en": "", "body_en": "", **NO_PICTURES}
    response = admin_client.post(reverse("admin:newsletter_issue_add"), form)
    assert response.status_code == 302, response.context["errors"]
    issue = Issue.objects.get()
    assert "<strong>Viktig</strong> &lt;b&gt;nei&lt;/b&gt;" in mail_page(admin_client, issue, "nb-light")
    page = admin_client.get(send_url(issue)).content.decode()
    send = says("Send to %(number)s person", "Send to %(number)s people", number=2)
    assert f'value="{send}"' in page
    assert not Delivery.objects.exists()
    admin_client.post(send_url(issue))
    assert not Delivery.objects.exists(), "nobody sends what no page has shown"
    seen = see(admin_client, send_url(issue))
    for _twice in range(2):
        admin_client.post(send_url(issue), seen)
    assert Delivery.objects.count() == 2
    issue.refresh_from_db()
    assert issue.state == IssueState.SCHEDULED


def mail_page(client: Client, issue: Issue, kind: str) -> str:
    return client.get(reverse("admin:newsletter_issue_mail", args=[issue.pk, kind])).content.decode()


def steer(client: Client, issue: Issue, act: str) -> None:
    client.post(reverse("admin:newsletter_issue_steer", args=[issue.pk]), {"act": act})
    issue.refresh_from_db()


def test_preview_is_the_mail_itself_in_frames_that_may_do_nothing(admin_client: Client) -> None:
    issue = IssueFactory.create()
    page = admin_client.get(send_url(issue))
    assert page.content.count(b"<iframe sandbox ") == 4 * 3
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    frame = admin_client.get(reverse("admin:newsletter_issue_mail", args=[issue.pk, "nb-dark"]))
    assert frame["X-Frame-Options"] == "SAMEORIGIN"
    assert frame["Content-Security-Policy"].startswith("default-src 'none'; style-src 'unsafe-inline';")
    assert "sandbox" in frame["Content-Security-Policy"]
    assert "@media all" in frame.content.decode()
    assert "@media not all" in mail_page(admin_client, issue, "nb-light")
    plain = mail_page(admin_client, issue, "nb-plain")
    for line in ("To: reader@example.com", "List-Unsubscribe-Post: List-Unsubscribe=One-Click", "Våren er her"):
        assert line in plain
    assert admin_client.get(reverse("admin:newsletter_issue_mail", args=[issue.pk, "xx-dark"])).status_code == 404


def test_staff_take_an_issue_back_pause_it_and_cancel_it(admin_client: Client) -> None:
    ActiveFactory.create_batch(2)
    issue = IssueFactory.create()
    confirmed(admin_client, send_url(issue))
    steer(admin_client, issue, "undo")
    assert issue.state == IssueState.CANCELLED
    assert set(Delivery.objects.values_list("state", "skip_reason")) == {("skipped", "cancelled")}
    draft = Issue.objects.get(state=IssueState.DRAFT)
    assert (draft.subject, draft.body) == (issue.subject, issue.body)

    issues.send(issue_id=draft.pk, now=NOW)
    steer(admin_client, draft, "undo")
    assert draft.state == IssueState.SENDING, "what is leaving is not taken back"
    steer(admin_client, draft, "pause")
    assert draft.state == IssueState.PAUSED
    steer(admin_client, draft, "go_on")
    assert draft.state == IssueState.SENDING
    confirmed(admin_client, reverse("admin:newsletter_issue_cancel", args=[draft.pk]))
    draft.refresh_from_db()
    assert draft.state == IssueState.CANCELLED


def test_test_goes_to_oneself_in_each_language(admin_client: Client, admin_user: User) -> None:
    issue = IssueFactory.create()
    steer(admin_client, issue, "test")
    for letter in Letter.objects.all():
        letters.send(letter_id=letter.pk, now=timezone.now())
    assert [message.to for message in mail.outbox] == [[admin_user.email]] * 3
    assert {message.subject for message in mail.outbox} == set(NEWS.values())
    assert issue.state == IssueState.DRAFT


def test_who_missed_it_and_why_is_a_list_and_a_csv(admin_client: Client) -> None:
    gone, waits = ActiveFactory.create(), ActiveFactory.create()
    ActiveFactory.create()
    issue = IssueFactory.create()
    issues.send(issue_id=issue.pk, now=NOW)
    subscriptions.unsubscribe(subscription_id=gone.pk, reason=EndReason.PAGE, now=NOW)
    Delivery.stored.filter(subscription=waits).update(state=DeliveryState.FAILED, last_error="SMTPRecipientsRefused")
    page = admin_client.get(send_url(issue)).content.decode()
    assert says("the subscription had ended") in page
    assert str(waits.email) in page, "staff need to know who still waits for it"
    assert str(gone.email) not in page
    assert says("has left, or is only stored") in page
    answer = admin_client.get(reverse("admin:newsletter_issue_missed", args=[issue.pk]))
    lines = answer.content.decode().splitlines()
    assert len(lines) == 3
    assert lines[2].endswith(f"{says('not sent on purpose')},{says('the subscription had ended')},0")
    assert "@" not in answer.content.decode()


@pytest.mark.parametrize(
    "form",
    [
        {"subject_nb": "", "body_nb": "", "subject_en": "Hi", "body_en": "Hi"},
        {"subject_nb": "Hei", "body_nb": "Hei", "subject_en": "Hi", "body_en": ""},
    ],
)
def test_issue_that_is_not_whole_is_not_saved(admin_client: Client, form: dict[str, str]) -> None:
    assert admin_client.post(reverse("admin:newsletter_issue_add"), form | NO_PICTURES).status_code == 200
    assert not Issue.objects.exists()


def test_language_without_a_text_is_named_in_words(admin_client: Client) -> None:
    form = {"subject_nb": "Hei", "body_nb": "Hei", "subject_en": "Hi", "body_en": ""}
    page = admin_client.post(reverse("admin:newsletter_issue_add"), form | NO_PICTURES).content.decode()
    assert "tekst på: English" in page


def test_subject_is_one_line_whatever_is_sent(admin_client: Client) -> None:
    add = reverse("admin:newsletter_issue_add")
    assert re.search(r'<input type="text" name="subject_nb"', admin_client.get(add).content.decode())
    for number, line_break in enumerate(["\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028"], start=1):
        form = {"subject_nb": f"Hei{line_break}Bcc: x@example.com", "body_nb": "Hei"}
        assert admin_client.post(add, form | NO_PICTURES).status_code == 302
        assert Issue.objects.filter(subject={"nb": "Hei Bcc: x@example.com"}).count() == number
    with pytest.raises(ValidationError, match="linje"):
        Issue(subject={"nb": "Hei\nBcc: x@example.com"}, body={"nb": "Hei"}).clean()


def test_picture_is_added_by_a_button_in_plain_words(admin_client: Client) -> None:
    page = admin_client.get(reverse("admin:newsletter_issue_add")).content.decode()
    assert f"&quot;addText&quot;: &quot;{says('Add a picture')}&quot;" in page


def test_issue_that_is_being_sent_is_neither_changed_nor_deleted(admin_client: Client) -> None:
    issue = IssueFactory.create(state=IssueState.SENDING, queued_at=NOW)
    change = reverse("admin:newsletter_issue_change", args=[issue.pk])
    assert admin_client.get(change).status_code == 200
    assert admin_client.post(change, {"subject_nb": "x", "body_nb": "x"}).status_code == 403
    assert admin_client.post(reverse("admin:newsletter_issue_delete", args=[issue.pk])).status_code == 403


def test_form_does_not_rewrite_an_issue_that_is_sent_meanwhile(admin_client: Client) -> None:
    ActiveFactory.create()
    issue = IssueFactory.create()
    before = Issue.objects.values("subject", "body").get()
    change = reverse("admin:newsletter_issue_change", args=[issue.pk])
    data = {f"{name}_{code}": "Nytt" for name in ("subject", "body") for code in ("nb", "nn", "en")}
    with meanwhile(issue, lambda: issues.send(issue_id=issue.pk, now=NOW)):
        assert admin_client.post(change, data | NO_PICTURES).status_code == 403
    assert Issue.objects.values("subject", "body").get() == before


def test_staff_who_may_only_see_issues_send_none() -> None:
    ActiveFactory.create()
    issue = IssueFactory.create()
    client = staff("view_issue")
    assert client.post(send_url(issue)).status_code == 403
    assert not Delivery.objects.exists()


@pytest.mark.parametrize(("action", "state"), [("send_again", "pending"), ("leave", "left")])
def test_staff_decide_what_was_interrupted(action: str, state: str) -> None:
    ActiveFactory.create_batch(2)
    issue = IssueFactory.create()
    issues.send(issue_id=issue.pk, now=NOW)
    Delivery.objects.update(state="uncertain", claimed_at=NOW)
    url = reverse("admin:newsletter_delivery_changelist")
    data = {"action": action, "select_across": "1", "_selected_action": [str(Delivery.objects.all()[0].pk)]}
    reader = staff("view_delivery")
    reader.post(url, data)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"uncertain"}
    User.objects.get().user_permissions.add(Permission.objects.get(codename="change_issue"))
    confirmed(reader, url, data)
    assert set(Delivery.objects.values_list("state", flat=True)) == {state}


def test_dashboard_names_the_issue_with_copies_in_doubt(admin_client: Client) -> None:
    ActiveFactory.create_batch(2)
    issue = IssueFactory.create()
    issues.send(issue_id=issue.pk, now=NOW)
    link = f"state__exact=uncertain&amp;issue__id__exact={issue.pk}"
    assert link not in admin_client.get(reverse("admin:index")).content.decode()
    Delivery.objects.update(state="uncertain", claimed_at=NOW)
    assert link in admin_client.get(reverse("admin:index")).content.decode()
    assert (
        admin_client.get(reverse("admin:newsletter_delivery_changelist") + "?" + link.replace("amp;", "")).status_code
        == 200
    )


def test_issue_without_a_subject_is_called_what_it_is_and_when() -> None:
    issue = IssueFactory.build(subject={"canary": "Hei"})
    assert str(issue.pk) not in str(issue)
    assert str(issue.created_at.year) in str(issue)
