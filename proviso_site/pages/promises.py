"""Check of a promise that concerns all pages of the site, by requesting them."""

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from dsar.cases.enums import Right
from privacy.register import in_force
from privacy.register.promises.phrases import few
from privacy.register.promises.phrases import gettext as _
from privacy.register.promises.registry import Facts, Verdict, broken, kept, promise
from privacy.web import html, pages
from privacy.web.own_site import OwnSite


@promise("P30")
def every_right_is_two_clicks_away(facts: Facts) -> Verdict:
    """Every public page of the running site links to the portal, and that to a form for each right, without login."""
    pages = 0
    problems: list[str] = []
    for code, _title in settings.LANGUAGES:
        with translation.override(code):
            portal = reverse("dsar:portal")
            forms = [reverse("dsar:ask", args=[right]) for right in Right]
            for path in _paths():
                pages += 1
                page = facts.site.get(path)
                if page.status != 200 or portal not in _links(page.text):
                    problems.append(f"{path} ({page.status})")
            links = _links(facts.site.get(portal).text)
        problems += [path for path in forms if path not in links]
        if code == settings.LANGUAGE_CODE:
            # One form serves every language.
            problems += [path for path in forms if not _is_form(facts.site, path)]
    figure = _("%(pages)s pages lead to %(rights)s rights in %(languages)s languages") % {
        "pages": pages,
        "rights": len(Right),
        "languages": len(settings.LANGUAGES),
    }
    return (
        broken(figure, _("No way to the rights at: %(paths)s.") % {"paths": few(problems)})
        if problems
        else kept(figure)
    )


def _paths() -> Iterator[str]:
    is_published = in_force.current() is not None
    # Pages with arguments are the forms for rights, which the check requests itself.
    listed = (page for page in pages.all_pages() if not page.arguments)
    return (page.path for page in listed if is_published or not page.shows_policy)


def _links(text: str) -> set[str]:
    """Return the links of a page, without queries and fragments."""
    return {link.get("href").partition("#")[0].partition("?")[0] for link in html.parse(text).all("a")}


def _is_form(site: OwnSite, path: str) -> bool:
    """Return whether a page has a POST form with an e-mail field."""
    page = site.get(path)
    forms = [form for form in html.parse(page.text).all("form") if form.get("method").lower() == "post"]
    return page.status == 200 and any(field.get("type") == "email" for form in forms for field in form.all("input"))
