from playwright.sync_api import BrowserContext, Page

from tests.live import LiveSite


def test_front_page_in_three_languages(page: Page) -> None:
    for path, language in (("/", "nb"), ("/nn/", "nn"), ("/en/", "en")):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200
        assert page.locator("html").get_attribute("lang") == language


def test_front_page_asks_no_other_host_and_sets_no_cookie(page: Page, context: BrowserContext, site: LiveSite) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/", wait_until="networkidle")
    assert asked
    assert [url for url in asked if not url.startswith(site.base_url)] == []
    assert context.cookies() == []
