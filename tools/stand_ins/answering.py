"""Answers for the vendors of the register in an audit's browser: they store what is declared of them, and no more."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from consent.audit.declared import Declared, DeclaredItem, is_below
from consent.services.enums import Category, DeletableBy

if TYPE_CHECKING:
    from playwright.sync_api import Request, Route

_PIXEL = "https://googleads.g.doubleclick.net/pixel"
_LOCAL_SCRIPTS = "/stand-ins/"  # with which a development site plays the vendors for people


class StandIn:
    """Answers for every host of every declared service, and lets nothing leave the machine.

    The network in front of the site (``deletable_by = "edge"``) is played too: its cookies come with each page.
    """

    def __init__(self, register: Declared, clock: Callable[[], datetime]) -> None:
        self.register, self._clock = register, clock
        self.asked: set[str] = set()

    def __call__(self, route: "Route") -> None:
        address = urlsplit(route.request.url)
        host = address.hostname or ""
        if host == self.register.host:
            self._answer_for_site(route, address.path)
            return
        self.asked.add(host)
        headers = {"Access-Control-Allow-Origin": "*"}
        if set_cookies := [
            _header(item) for item in self.register.items if item.domain and is_below(host, item.domain)
        ]:
            headers["Set-Cookie"] = "\n".join(set_cookies)
        services = [service for service in self.register.services_at(host) if route.request.resource_type == "script"]
        body = "".join(_script(item) for service in services for item in service.items)
        if any(item.domain for service in services for item in service.items):
            body += f"new Image().src = '{_PIXEL}';"
        route.fulfill(body=body, content_type="text/javascript", headers=headers)

    def _answer_for_site(self, route: "Route", path: str) -> None:
        if _LOCAL_SCRIPTS in path:
            # Here the vendors' own addresses are asked, and answered above.
            route.fulfill(body="", content_type="text/javascript")
            return
        if route.request.is_navigation_request():
            self._store_of_edge(route.request)
        route.continue_()

    def _store_of_edge(self, request: "Request") -> None:
        parts = urlsplit(request.url)
        items = [item for item in self.register.items if _is_of_edge(item)]
        if items:
            request.frame.page.context.add_cookies(
                [
                    {
                        "name": item.name,
                        "value": "1",
                        "url": f"{parts.scheme}://{parts.netloc}/",
                        "expires": self._clock().timestamp() + item.lifetime if item.lifetime else -1,
                    }
                    for item in items
                ]
            )


def _is_of_edge(item: DeclaredItem) -> bool:
    return item.deletable_by == DeletableBy.EDGE and item.category == Category.NECESSARY and not item.domain


def _script(item: DeclaredItem) -> str:
    name = item.name.replace("*", "7654321")
    if item.domain or item.deletable_by == DeletableBy.EDGE:
        return ""
    if item.kind != "cookie":
        return f"{item.kind}.setItem('{name}', '1');"
    age = f";max-age={item.lifetime}" if item.lifetime else ""
    return f"document.cookie = '{name}=1;path=/{age}';"


def _header(item: DeclaredItem) -> str:
    age = f"; Max-Age={item.lifetime}" if item.lifetime else ""
    return f"{item.name}=1; Domain={item.domain}; Path=/; Secure; SameSite=None{age}"
