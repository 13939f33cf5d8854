"""Publish a company's policy, open every public page in every language and write its letters; print them as JSON.

Run in a process of its own, because the languages of a site are settled when it starts.
"""

import json
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone, translation  # noqa: E402

from contact.trials import emails as trial_letters  # noqa: E402
from contact.trials.models import TrialRequest  # noqa: E402
from dsar.cases import links  # noqa: E402
from dsar.cases.enums import Right  # noqa: E402
from dsar.cases.models import Case  # noqa: E402
from newsletter.conf import newsletter_settings  # noqa: E402
from newsletter.preferences import operations as preferences  # noqa: E402
from newsletter.subscriptions import emails as newsletter_letters  # noqa: E402
from newsletter.subscriptions.models import PendingSignUp  # noqa: E402
from privacy.conf import privacy_settings  # noqa: E402
from privacy.letters import composers  # noqa: E402
from privacy.policy import documents, drafting  # noqa: E402
from privacy.policy.models import RevisionText  # noqa: E402
from privacy.policy.pdf import _data  # noqa: E402
from privacy.policy.publishing import publish  # noqa: E402
from privacy.recipients.models import Vendor  # noqa: E402
from privacy.register import basis, in_force  # noqa: E402
from privacy.register.operations import read_seed  # noqa: E402
from privacy.register.purposes.models import Purpose  # noqa: E402
from privacy.register.statements.models import Statement  # noqa: E402
from privacy.web import html, pages, tokens  # noqa: E402
from tests.factories.newsletter import ActiveFactory  # noqa: E402
from tests.letters import ADDRESS, all_letters  # noqa: E402

NOW = timezone.now()
_OF_SUBSCRIBERS = (preferences.CHANGING_LETTER, preferences.SETTINGS_LETTER)


def main(seed: Path) -> None:
    basis.load(seed=read_seed(seed), now=NOW)
    # The company offers all that the product can, so that each of its pages is there.
    Purpose.objects.update(is_in_notice=True)
    drafting.begin_all(now=NOW)
    # The company has looked whom its recipients engage: without that they are not verified, and nothing asks.
    Vendor.objects.update(sub_processors_checked_on=NOW.date())
    publish(now=NOW)
    statement = Statement.objects.order_by("order").first()
    assert statement is not None
    statement.text = {code: f"{text}\n\n{code} 2" for code, text in statement.text.items()}
    statement.save()
    revision = publish(now=NOW)
    in_force.refresh()
    answers: dict[str, dict[str, Any]] = {code: {"pages": {}, "letters": {}} for code, _name in settings.LANGUAGES}
    for code, found in answers.items():
        with translation.override(code):
            found["pages"] = dict(_pages(code))
        found["letters"] = dict(_letters(code))
    texts = RevisionText.objects.filter(revision=revision).select_related("revision")
    files = {text.language: len(documents.keep_policy_pdf(text=text).content) for text in texts}
    with_words = {}
    for text in texts:
        with translation.override(text.language):
            data = _data(text)
            with_words[text.language] = json.dumps({name: data[name] for name in data if name != "proof"}, default=str)
    print(json.dumps({"languages": answers, "pdf": files, "pdf_words": with_words}))


def _pages(code: str) -> Iterator[tuple[str, Any]]:
    """Yield every page that links lead to from the front page, and what forms answer."""
    client = Client(headers={"host": "localhost"})
    waiting, seen = [page.path for page in pages.all_pages()], set[str]()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        answer = client.get(path)
        if not answer.headers.get("Content-Type", "").startswith(("text/html", "text/plain")):
            continue
        text = answer.content.decode()
        yield path, [answer.status_code, text]
        if answer.headers["Content-Type"].startswith("text/html"):
            waiting += [link for link in _links(text, code) if link not in seen]
    yield from _forms(client, code)


def _prefix(code: str) -> str:
    return "" if code == settings.LANGUAGE_CODE else f"/{code}"


def _links(text: str, code: str) -> list[str]:
    prefix = _prefix(code)
    others = tuple(f"/{other}/" for other, _name in settings.LANGUAGES if other != code)
    targets = (link.get("href").partition("#")[0].partition("?")[0] for link in html.parse(text).all("a"))
    return [one for one in targets if one.startswith(f"{prefix}/") and not one.startswith((*others, "//"))]


def _forms(client: Client, code: str) -> Iterator[tuple[str, Any]]:
    posts: list[tuple[str, str, dict[str, str]]] = [
        ("contact, empty", reverse("contact:form"), {}),
        ("contact, wrong", reverse("contact:form"), {"email": "nobody", "text": "x"}),
        ("newsletter, empty", reverse("newsletter:signup"), {}),
        ("newsletter, sent", reverse("newsletter:signup"), {"email": ADDRESS}),
        ("trial, empty", reverse("trials:form"), {}),
        ("trial, sent", reverse("trials:form"), {"name": "…", "email": ADDRESS}),
        ("right, empty", reverse("dsar:ask", args=[Right.ACCESS]), {}),
        ("right, sent", reverse("dsar:ask", args=[Right.ERASURE]), {"email": ADDRESS}),
        ("choice, not understood", reverse("consent:choices"), {"choice": "strange"}),
        ("choice, all", reverse("consent:choices"), {"choice": "all", "surface": "settings"}),
    ]
    for name, path, data in posts:
        answer = client.post(path, data, follow=True)
        yield name, [answer.status_code, answer.content.decode()]
    pending, trial, case = PendingSignUp.objects.last(), TrialRequest.objects.first(), Case.objects.last()
    further = [f"{_prefix(code)}/xyzzy/", reverse("consent:choices"), reverse("dsar:browser")]
    if pending is not None:
        confirm = newsletter_letters.confirm_url(pending.pk)
        further += [confirm, newsletter_letters.preferences_url(pending.email, timezone.now())]
        further += [newsletter_letters.unsubscribe_url(pending.email), confirm[:-3] + "/"]
        further += [_address("newsletter:undo", tokens.make_token(newsletter_letters.UNDO, pending.pk))]
        # Of a subscription, and of one that is gone.
        for key in (pending.pk, uuid4()):
            further += [reverse("newsletter:receipt", args=[tokens.make_token(newsletter_letters.RECEIPT, key)])]
    if trial is not None:
        confirm = _address("trials:confirm", tokens.make_token(trial_letters.CONFIRM, trial.pk))
        further += [confirm, confirm[:-3] + "/"]
    if case is not None:
        language = translation.get_language()
        further += [links.confirm_link(case.pk, language), links.case_link(case.pk, language)]
        further += [links.case_path(case.pk)]
    for address in further:
        path = _path(address)
        answer = client.get(path, follow=True)
        yield f"after: {path}", [answer.status_code, answer.content.decode()]
        if "confirm" in address or "://" in address:
            answer = client.post(path, {}, follow=True)
            yield f"posted: {path}", [answer.status_code, answer.content.decode()]
    yield from _by_mail(client)


def _by_mail(client: Client) -> Iterator[tuple[str, Any]]:
    """Yield what a link to the settings answers that is too old to open them: the way out, and a fresh link by mail."""
    sent_at = timezone.now() - timedelta(days=newsletter_settings().settings_link_days + 1)
    path = _path(newsletter_letters.preferences_url(ADDRESS, sent_at))
    for act in ("", "renew", "leave"):
        answer = client.post(path, {"act": act}) if act else client.get(path)
        yield f"old link to the settings, {act or 'opened'}", [answer.status_code, answer.content.decode()]


def _address(name: str, token: str) -> str:
    return privacy_settings().base_url + reverse(name, args=[token])


def _path(address: str) -> str:
    return "/" + address.partition("://")[2].partition("/")[2] if "://" in address else address


def _letters(code: str) -> Iterator[tuple[str, str]]:
    for name, message in all_letters(code):
        parts = [str(content) for content, _kind in message.alternatives] if name == "issue" else []
        yield name, "\n".join([str(message.subject), str(message.body), *parts])
    yield from _of_subscribers(code)


def _of_subscribers(code: str) -> Iterator[tuple[str, str]]:
    """Yield the letters to who subscribes and wants to change something, and the answer to who asked for a trial."""
    now = timezone.now()
    subscription = ActiveFactory(language=code, requested_at=now, confirmed_at=now)
    trial = TrialRequest(id=uuid4(), name="…", email=ADDRESS, language=code, requested_at=now, retain_until=now)
    letters = {kind: composers.find_composer(kind)(subscription.pk, now) for kind in _OF_SUBSCRIBERS}
    letters["trial"] = trial_letters.confirmation(trial)
    yield from ((kind, f"{letter.subject}\n{letter.body}") for kind, letter in letters.items())
    yield from (
        (f"trial until {ends_at}", "\n".join(trial_letters.compose(trial, "…", ends_at))) for ends_at in (None, now)
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
