"""Stand-ins for the vendors of the register: they store what is declared of them, as long as declared, and no more."""

from urllib.parse import urlsplit

from playwright.sync_api import Route

from consent.audit.declared import Declared, DeclaredItem, is_below

PIXEL = "https://googleads.g.doubleclick.net/pixel"


class StandIn:
    """Answers for every host of every declared service, and lets nothing leave the machine."""

    def __init__(self, register: Declared) -> None:
        self.register = register
        self.asked: set[str] = set()

    def __call__(self, route: Route) -> None:
        host = urlsplit(route.request.url).hostname or ""
        self.asked.add(host)
        headers = {"Access-Control-Allow-Origin": "*"}
        if set_cookies := [_header(one) for one in self.register.items if one.domain and is_below(host, one.domain)]:
            headers["Set-Cookie"] = "\n".join(set_cookies)
        services = [one for one in self.register.services_at(host) if route.request.resource_type == "script"]
        body = "".join(_script(item) for one in services for item in one.items)
        if any(item.domain for one in services for item in one.items):
            body += f"new Image().src = '{PIXEL}';"
        route.fulfill(body=body, content_type="text/javascript", headers=headers)


def _script(item: DeclaredItem) -> str:
    name = item.name.replace("*", "7654321")
    if item.domain or item.category == "necessary":
        return ""
    if item.kind != "cookie":
        return f"{item.kind}.setItem('{name}', '1');"
    age = f";max-age={item.lifetime}" if item.lifetime else ""
    return f"document.cookie = '{name}=1;path=/{age}';"


def _header(item: DeclaredItem) -> str:
    age = f"; Max-Age={item.lifetime}" if item.lifetime else ""
    return f"{item.name}=1; Domain={item.domain}; Path=/; Secure; SameSite=None{age}"
