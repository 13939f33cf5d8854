"""What the site promises outside the policy is chosen by a publication, as the policy's statements are."""

from collections.abc import Callable, Iterator

import pytest
from django.contrib.auth.models import Permission, User
from django.template import Context, Template
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from privacy.policy import publishing
from privacy.policy.errors import PublicationRefused
from privacy.register import in_force
from privacy.register.models import Revision
from privacy.register.promises.registry import broken, kept, unproven
from privacy.register.statements import site_sentences
from privacy.register.statements.site_sentences import SiteSentence, promised, promised_lazily
from privacy.registry import NotRegistered
from tests.factories.privacy import NOW, small_register
from tests.privacy.conftest import Promising
from tests.registries import ReplaceEntries

pytestmark = [pytest.mark.django_db, pytest.mark.law("T-10")]
KEPT, UNPROVEN = kept("1"), unproven("1", "nobody has looked")


@pytest.fixture(autouse=True)
def _sentences(replace_entries: ReplaceEntries) -> Iterator[None]:
    told = {
        "strict": SiteSentence(place="portal", text="We delete it.", promises=("P29", "P26")),
        "honest": SiteSentence(
            place="portal", text="We answer by %(date)s.", otherwise="The law says %(date)s.", promises=("P29",)
        ),
        "period": SiteSentence(
            place="form", text="Gone after %(period)s.", otherwise="", promises=("P29",), period_of="letters.log"
        ),
    }
    replace_entries(site_sentences.registry, told)
    in_force.forget()
    yield
    in_force.forget()


@pytest.fixture
def publish(promising: Promising) -> Callable[..., Revision]:
    small_register()

    def publish(**verdicts: object) -> Revision:
        promising(**verdicts)
        revision = publishing.publish(now=NOW)
        in_force.refresh()
        return revision

    return publish


def test_nothing_is_promised_before_the_first_publication() -> None:
    assert promised("strict") == ""
    assert promised("honest", date="1 May") == "The law says 1 May."
    assert promised("period") == ""


def test_proven_sentences_are_shown(publish: Callable[..., Revision]) -> None:
    publish(P26=KEPT, P29=KEPT)
    assert promised("strict") == "We delete it."
    assert promised("honest", date="1 May") == "We answer by 1 May."


def test_sentence_needs_all_its_promises(publish: Callable[..., Revision]) -> None:
    publish(P26=UNPROVEN, P29=KEPT)
    assert promised("strict") == ""
    assert promised("honest", date="1 May") == "We answer by 1 May."


def test_unproven_sentence_does_not_stop_a_publication_and_a_broken_one_does(
    publish: Callable[..., Revision], promising: Promising
) -> None:
    revision = publish(P26=KEPT, P29=UNPROVEN)
    assert [(sentence.key, sentence.published) for sentence in revision.register.sentences] == [
        ("strict", "none"), ("honest", "otherwise"), ("period", "none"),
    ]  # fmt: skip
    assert promised("honest", date="1 May") == "The law says 1 May."
    promising(P29=broken("1", "late"))
    with pytest.raises(PublicationRefused):
        publishing.publish(now=NOW)


def test_promise_that_the_site_does_not_know_is_never_made(publish: Callable[..., Revision]) -> None:
    publish(P26=KEPT)
    assert promised("strict") == ""


def test_verdict_that_changed_changes_the_site_with_the_next_publication(publish: Callable[..., Revision]) -> None:
    assert publish(P26=KEPT, P29=UNPROVEN).number == 1
    assert publish(P26=KEPT, P29=KEPT).number == 2
    assert promised("strict") == "We delete it."


def test_sentence_that_the_revision_in_force_does_not_know_is_withheld(
    publish: Callable[..., Revision], replace_entries: ReplaceEntries
) -> None:
    publish(P26=KEPT, P29=KEPT)
    newer = SiteSentence(place="x", text="New promise.", otherwise="New fact.", promises=("P29",))
    replace_entries(site_sentences.registry, {"newer": newer})
    assert promised("newer") == "New fact."


def test_period_is_the_published_one_or_nothing_is_said(publish: Callable[..., Revision]) -> None:
    publish(P26=KEPT, P29=KEPT)
    assert promised("period") == "Gone after 30 dager (nb)."
    with translation.override("en"):
        assert promised("period") == "Gone after 30 dager (en)."


def test_period_of_a_rule_that_is_not_published_is_not_promised(
    publish: Callable[..., Revision], replace_entries: ReplaceEntries
) -> None:
    lacking = SiteSentence(place="x", text="Gone after %(period)s.", promises=("P29",), period_of="no.rule")
    replace_entries(site_sentences.registry, {"period": lacking})
    publish(P29=KEPT)
    assert promised("period") == ""


def test_words_of_an_older_version_with_other_facts_are_withheld(publish: Callable[..., Revision]) -> None:
    publish(P29=KEPT)
    assert promised("honest", day="1 May", date="1 May") == "We answer by 1 May."
    with pytest.raises(KeyError):
        promised("honest", day="1 May")  # the version that runs lacks the fact too: a mistake in a template


def test_key_that_nobody_registered_is_an_error() -> None:
    with pytest.raises(NotRegistered):
        promised("unknown")


def test_sentence_without_promises_cannot_be_registered() -> None:
    with pytest.raises(ValueError, match="free"):
        site_sentences.sentence("free", place="x", text="We are nice.", promises=())


def test_sentences_cost_no_query(
    publish: Callable[..., Revision], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    publish(P26=KEPT, P29=KEPT)
    with django_assert_num_queries(0):
        assert promised("strict") + promised("honest", date="x") + promised("period")


def test_tag_escapes_facts_and_stores_what_is_withheld_as_empty(publish: Callable[..., Revision]) -> None:
    publish(P26=UNPROVEN, P29=KEPT)
    page = Template(
        "{% load promises %}{% promised 'honest' date=day %}|"
        "{% promised 'strict' as it %}{% if it %}<li>{{ it }}{% endif %}"
    )
    assert page.render(Context({"day": "<b>"})) == "We answer by &lt;b&gt;.|"


def test_text_of_a_form_follows_the_publication(publish: Callable[..., Revision]) -> None:
    text = promised_lazily("strict")
    assert str(text) == ""
    publish(P26=KEPT, P29=KEPT)
    assert str(text) == "We delete it."


def test_staff_see_what_is_withheld_and_why(publish: Callable[..., Revision], client: Client) -> None:
    publish(P26=UNPROVEN, P29=KEPT)
    staff = User.objects.create_user("ansatt@example.com", is_staff=True)
    client.force_login(staff)
    url = reverse("admin:privacy_site_sentences")
    assert client.get(url).status_code == 403
    staff.user_permissions.set(Permission.objects.filter(codename="view_statement"))
    page = client.get(url)
    [form, portal] = page.context["places"]
    assert [(sentence.text, sentence.is_promised) for sentence in portal[1]] == [
        ("We delete it.", False), ("We answer by ….", True),
    ]  # fmt: skip
    assert portal[1][0].missing == ["P26: nobody has looked"]
    assert form[0] == "form"
    assert url in client.get(reverse("admin:privacy_statement_changelist")).content.decode()
