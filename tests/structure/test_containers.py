"""What the containers are made of, what they may use, and what the proxy writes down."""

import re

import pytest

from proviso_site.pages.headers import security_headers
from proviso_site.settings.places import BASE_DIR

COMPOSE = (BASE_DIR / "docker-compose.yml").read_text(encoding="utf-8")
DOCKERFILE = (BASE_DIR / "Dockerfile").read_text(encoding="utf-8")
CADDYFILE = (BASE_DIR / "deploy" / "Caddyfile").read_text(encoding="utf-8")

PINNED = re.compile(r"[\w./-]+:[\w.-]+@sha256:[0-9a-f]{64}")
OWN = {"proviso:latest", "proviso-backup:latest"}  # built from the Dockerfile


def services() -> dict[str, str]:
    """Return the text of each service."""
    text = COMPOSE[COMPOSE.index("\nservices:\n") : COMPOSE.index("\nnetworks:\n")]
    parts = re.split(r"^  (\w+):\n", text, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))


def test_images_of_others_are_named_by_digest() -> None:
    images = set(re.findall(r"^\s+image: (\S+)$", COMPOSE, re.MULTILINE)) - OWN
    bases = {name for name in re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE) if not name.islower()}
    arguments = set(re.findall(r"^ARG \w+=(\S+)$", DOCKERFILE, re.MULTILINE))
    assert len(images) == 3
    assert bases == {"${PYTHON}"}
    assert all(PINNED.fullmatch(image) for image in images | arguments)


@pytest.mark.parametrize("name", services())
def test_service_has_limits_of_memory_and_processes(name: str) -> None:
    shared = COMPOSE[: COMPOSE.index("\nservices:\n")]
    text = services()[name] + (shared if "<<: *app" in services()[name] else "")
    assert re.search(r"^\s+mem_limit: \d+[mg]$", text, re.MULTILINE)
    assert re.search(r"^\s+pids_limit: \d+$", text, re.MULTILINE)


@pytest.mark.law("P10")
def test_proxy_writes_no_request_down() -> None:
    # Tried with a proxy whose site was away: its error log had the whole request before.
    excluded = re.search(r"exclude (.+)", CADDYFILE)
    assert excluded
    assert {"http.log.access", "http.stdlib", "http.handlers.reverse_proxy"} <= set(excluded[1].split())
    assert {"request", "remote_ip", "uri", "resp_headers"} <= set(re.findall(r"(\w+) delete", CADDYFILE))


def block(opening: str) -> str:
    """Return the block of the proxy's file that begins with a line."""
    return CADDYFILE.partition(f"\n{opening}\n")[2].partition("\n}\n")[0]


def test_answers_of_the_proxy_itself_have_the_security_headers() -> None:
    # Reports of what a policy stopped are of pages; the proxy's own answers are text.
    expected = set(security_headers(is_https=False)) - {"Reporting-Endpoints"}
    assert expected == set(re.findall(r"^\t\t\{args\[0]\}(\S+) ", block("(security_headers) {"), re.MULTILINE))
    assert "import security_headers" in block("(own_answer) {")
    site = block("{$PROVISO_BASE_URL} {")
    handlers = re.findall(r"^\thandle_errors[ \d]*\{\n(.*?)\n\t\}$", site, re.MULTILINE | re.DOTALL)
    assert handlers
    assert all("import own_answer" in handler for handler in handlers)
    # What `respond` answers in a site is seen by no `handle_errors`.
    assert "respond" not in site.partition("handle_errors")[0]


def test_proxy_refuses_a_host_that_is_not_ours() -> None:
    # Without a block of its own such a host got an empty 200.
    assert re.search(r"respond .* 4\d\d$", block("https:// {"))


def test_slow_line_has_time_for_the_largest_download() -> None:
    minutes = re.search(r"^\t+write (\d+)m$", CADDYFILE, re.MULTILINE)
    assert minutes
    assert int(minutes[1]) * 60 * 50_000 >= 25_000_000  # a copy, at 50 kB/s


@pytest.mark.law("D-40")
def test_proxy_passes_on_the_address_of_the_visitor_behind_a_cdn() -> None:
    # Caddy forgets what the CDN said of the visitor unless it is told to believe it.
    assert "trusted_proxies static {$CDN_NETWORKS}" in CADDYFILE
    assert "header_up X-Forwarded-For {client_ip}" in CADDYFILE
