"""Staff see how many said yes; nobody sees who."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from consent.choices import sealing
from consent.choices.models import ChoiceCount
from privacy.register.models import Revision
from tests.consent.choices.test_views import answer
from tests.words import says

pytestmark = pytest.mark.django_db
PHONE = {"user-agent": "Mozilla/5.0 (Android 15; Mobile; rv:140.0)"}


@pytest.mark.law("C-31")
def test_answers_are_counted_by_language_device_and_what_was_granted(client: Client, published: Revision) -> None:
    answer(Client(), "all", headers=PHONE)
    answer(Client(), "all", headers={"sec-ch-ua-mobile": "?1"})
    answer(Client(), "some", "analytics")
    answer(Client(), "none", headers=PHONE)
    answer(Client(), "none", headers=PHONE)
    client.post("/en/consent/", {"choice": "none", "surface": "banner"})
    sealing.seal(timezone.now())
    sealing.seal(timezone.now())
    assert set(ChoiceCount.objects.values_list("language", "device", "granted", "count")) == {
        ("nb", "m", "analytics,marketing", 2),
        ("nb", "d", "analytics", 1),
        ("nb", "m", "", 2),
        ("en", "d", "", 1),
    }


def test_a_chart_says_in_numbers_what_it_shows(client: Client, published: Revision) -> None:
    client.force_login(User.objects.create_superuser("staff@example.com", "staff@example.com"))
    empty = client.get("/admin/consent/choicecount/").content.decode()
    assert "<rect" not in empty
    for what in ("all", "none", "none", "none"):
        answer(Client(), what)
    sealing.seal(timezone.now())
    response = client.get("/admin/consent/choicecount/")
    page = response.content.decode()
    assert page.count('<svg role="img"') == 5  # two categories, a language, a device, a day
    assert '<rect width="25" height="14"' in page
    said = says("%(yes)s of %(asked)s said yes", yes=1, asked=4)
    assert re.search(rf"<title[^>]*>{says('Analytics')}: 25 %</title><desc[^>]*>{said}</desc>", page)
    assert " style=" not in page[page.index('class="module"') : page.index("</section>")]
    assert "unsafe" not in response["Content-Security-Policy"]


def test_whoever_is_not_staff_sees_no_chart(client: Client, published: Revision) -> None:
    assert client.get("/admin/consent/choicecount/").status_code == 302
