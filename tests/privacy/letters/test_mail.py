"""Mail that no person wrote."""

import pytest

from privacy.letters.mail import AutomaticMail


@pytest.mark.django_db
@pytest.mark.law("C-26")
def test_automatic_mail_says_so_and_is_not_tracked() -> None:
    mail = AutomaticMail("Hei", "Tekst", "from@example.com", ["kari@example.com"], headers={"X-Other": "1"})
    message = mail.message()
    assert (message["Auto-Submitted"], message["X-Other"]) == ("auto-generated", "1")
    assert mail.track_opens is mail.track_clicks is False
