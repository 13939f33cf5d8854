"""The gate as staff meet it."""

from datetime import date

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from privacy.statistics.models import PartnerAgreement, SharedFile
from tests.words import says

pytestmark = [pytest.mark.django_db, pytest.mark.law("P25")]
SHARE = "admin:privacy_sharedfile_share"
GOOD = b"month,page,visits\n2026-01,home,410\n2026-01,contact:form,33\n"


@pytest.fixture
def agreement() -> PartnerAgreement:
    return PartnerAgreement.objects.create(partner="Fjord AS", purpose="Bransjetall", agreed_on=date(2020, 1, 1))


def member(*permissions: str) -> User:
    user = User.objects.create_user("s@example.com", "s@example.com", "x", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return user


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(member("add_sharedfile", "view_sharedfile"))
    client.cookies["django_language"] = "nb"
    return client


def uploaded(agreement: PartnerAgreement, content: bytes, **more: str) -> dict[str, object]:
    file = SimpleUploadedFile("table.csv", content, "text/csv")
    return {"agreement": agreement.pk, "file": file, "counted": "visits", **more}


def test_good_table_is_shared_and_can_be_fetched(staff: Client, agreement: PartnerAgreement) -> None:
    assert staff.post(reverse(SHARE), uploaded(agreement, GOOD)).status_code == 302
    file = SharedFile.objects.get()
    answer = staff.get(reverse("admin:privacy_sharedfile_csv", args=[file.pk]))
    assert answer.content == GOOD
    assert "Fjord AS" in staff.get(reverse("admin:privacy_sharedfile_changelist")).content.decode()


def test_refusal_says_exactly_why(staff: Client, agreement: PartnerAgreement) -> None:
    bad = b"month,segment,visits\n2026-01,kari@example.com,40\n2026-01,others,3\n"
    page = staff.post(reverse(SHARE), uploaded(agreement, bad)).content.decode()
    assert says("%(column)s holds %(shape)s.", column="segment", shape=says("an e-mail address")) in page
    assert says("%(count)d rows count fewer than %(limit)d.", count=1, limit=10) in page
    assert "kari@example.com" not in page
    assert not SharedFile.objects.exists()


@pytest.mark.parametrize(
    ("content", "more", "words"),
    [
        (GOOD, {"dataset": "visits-by-page"}, "ikke begge"),
        (b"", {}, "tom"),
        (b"\xff\xfe\x00", {}, "UTF-8"),
        (b"x" * 1_000_001, {}, says("The file is too large to be a table of counts.")),
        (
            GOOD,
            {"counted": "no_such"},
            says("There is no column of counts, so each row may be a person; or two columns have the same name."),
        ),
    ],
)
def test_what_is_no_table_is_refused_in_words(
    staff: Client, agreement: PartnerAgreement, content: bytes, more: dict[str, str], words: str
) -> None:
    assert words in staff.post(reverse(SHARE), uploaded(agreement, content, **more)).content.decode()
    assert not SharedFile.objects.exists()


def test_who_may_not_share_shares_nothing(client: Client, agreement: PartnerAgreement) -> None:
    client.force_login(member("view_visitcount"))
    assert client.get(reverse(SHARE)).status_code == 403
    assert client.post(reverse(SHARE), uploaded(agreement, GOOD)).status_code == 403
    assert not SharedFile.objects.exists()
