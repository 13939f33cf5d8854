"""A tool that refuses for people runs the rule that the site serves, in the steps of autoconsent's format."""

import json
import re
import urllib.request
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from proviso_site.settings.places import BASE_DIR
from tests.journeys.visitor import Visitor
from tests.live import LiveSite
from tests.words import says

pytestmark = pytest.mark.law("C-04", "C-25")
DOCS = BASE_DIR / "docs" / "refusing-for-people.md"
CHOICES = "/samtykke/"
TIMEOUT = 5000


class RuleRunner:
    """Runs the steps of a rule: detections hold if every step does, actions end at the first step that fails."""

    def __init__(self, rule: Mapping[str, Any], page: Page) -> None:
        self.rule, self.page = rule, page

    def holds(self, part: str) -> bool:
        steps: Sequence[Mapping[str, Any]] = self.rule[part]
        return all(self._does(dict(step)) for step in steps)

    def _does(self, step: dict[str, Any]) -> bool:
        is_optional, is_negated = step.pop("optional", False), step.pop("negated", False)
        kind = next(iter(step))
        check = step.pop("check", "all")
        timeout = step.pop("timeout", TIMEOUT)
        assert list(step) == [kind], f"a step that this runner does not know: {step}"
        does = getattr(self, f"_{kind}")(step[kind], check=check, timeout=timeout)
        return (does != is_negated) or is_optional

    def _exists(self, selector: str, **_: Any) -> bool:
        return self.page.locator(selector).count() > 0

    def _visible(self, selector: str, *, check: str, **_: Any) -> bool:
        found = [one.is_visible() for one in self.page.locator(selector).all()]
        return {"all": bool(found) and all(found), "any": any(found), "none": not any(found)}[check]

    def _waitForThenClick(self, selector: str, *, timeout: int, **_: Any) -> bool:  # noqa: N802 - the format's name
        first = self.page.locator(selector).first
        first.wait_for(state="attached", timeout=timeout)
        first.click(timeout=timeout)
        return True

    def _wait(self, milliseconds: int, **_: Any) -> bool:
        self.page.wait_for_timeout(milliseconds)
        return True

    def _cookieContains(self, text: str, **_: Any) -> bool:  # noqa: N802
        cookies = self.page.context.cookies(self.page.url)
        return text in "; ".join(f"{one['name']}={one['value']}" for one in cookies if not one["httpOnly"])


@pytest.fixture
def rule(site: LiveSite) -> dict[str, Any]:
    with urllib.request.urlopen(f"{site.base_url}/static/choice/autoconsent.json") as answer:
        found: dict[str, Any] = json.load(answer)
    return found


def answer_of(site: LiveSite, page: Page) -> str | None:
    page.goto(f"{site.base_url}{CHOICES}")
    return page.locator("[data-answer]").get_attribute("data-answer")


def test_docs_have_the_rule_that_is_served(rule: dict[str, Any]) -> None:
    block = re.search(r"```json\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert block
    assert json.loads(block[1]) == rule


@pytest.mark.parametrize("path", ["/", "/en/", CHOICES, "/kontakt/"])
def test_one_step_refuses_on_every_page(context: Any, site: LiveSite, rule: dict[str, Any], path: str) -> None:
    visitor = Visitor(context, site)
    runner = RuleRunner(rule, visitor.page)
    visitor.page.goto(path)
    assert runner.holds("detectCmp")
    assert runner.holds("detectPopup")
    assert not any(name == "pv_choice" for name in visitor.cookies)
    assert runner.holds("optOut")
    assert runner.holds("test")
    assert visitor.elsewhere == []
    # Already refused: the tool has nothing to do, here and on the page of choices.
    visitor.page.goto(path)
    assert runner.holds("detectCmp")
    assert not runner.holds("detectPopup")
    assert answer_of(site, visitor.page) == "refused"
    assert not runner.holds("detectPopup")


def test_self_test_fails_after_a_yes_and_the_yes_is_left_alone(
    context: Any, site: LiveSite, rule: dict[str, Any]
) -> None:
    visitor = Visitor(context, site)
    runner = RuleRunner(rule, visitor.page)
    visitor.page.goto("/")
    visitor.press(says("Accept all"))
    visitor.wait(lambda: "pv_choice" in visitor.cookies)
    assert not runner.holds("test")
    assert answer_of(site, visitor.page) == "granted"
    assert not runner.holds("detectPopup")
    # A tool that is told to withdraw presses the same button.
    assert runner.holds("optOut")
    # The button leads to this page again. Opening it by its address could end the page before while the browser drops
    # the choice, until the server has set it anew: here no request outlives its page.
    visitor.wait(lambda: visitor.page.locator("[data-answer]").get_attribute("data-answer") == "refused")
    visitor.wait(lambda: runner.holds("test"))


def test_a_signal_needs_no_tool(browser: Browser, site: LiveSite, rule: dict[str, Any]) -> None:
    context = browser.new_context(base_url=site.base_url, locale="nb-NO", extra_http_headers={"Sec-GPC": "1"})
    context.add_init_script("Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {get: () => true})")
    page = context.new_page()
    page.goto("/")
    assert page.locator("html").get_attribute("data-choice") == "signal"
    assert not RuleRunner(rule, page).holds("detectPopup")
    assert answer_of(site, page) == "signal"
    context.close()


@pytest.mark.law("C-28")
def test_without_scripts_the_form_is_posted(browser: Browser, site: LiveSite, rule: dict[str, Any]) -> None:
    context = browser.new_context(base_url=site.base_url, locale="nb-NO", java_script_enabled=False)
    page = context.new_page()
    runner = RuleRunner(rule, page)
    page.goto("/")
    assert not runner.holds("detectPopup"), "nothing runs, so nothing is asked"
    page.goto(CHOICES)
    assert runner.holds("detectCmp")
    assert runner.holds("detectPopup")
    assert runner.holds("optOut")
    assert runner.holds("test")
    assert page.locator("[data-answer]").get_attribute("data-answer") == "refused"
    assert not runner.holds("detectPopup")
    context.close()
