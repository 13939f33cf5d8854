"""What the containers are made of, what they may use, and what the proxy writes down."""

import re

import pytest

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
