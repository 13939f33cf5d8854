"""The check of sources: each kind of undeclared use is found on its line, and what looks like one is not."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from consent.adapters.adapter import adapters
from consent.sources.checking import check_file, check_source
from consent.sources.declared_uses import DeclaredName, DeclaredUses, of_seed
from consent.sources.site_files import check_files, site_files
from proviso_site.settings.places import BASE_DIR

pytestmark = pytest.mark.law("C-23", "C-24")


def declared_name(kind: str, name: str, service: str = "") -> DeclaredName:
    return DeclaredName(kind=kind, pattern=re.compile(name.replace("*", ".*")), service=service)


DECLARED = DeclaredUses(
    names=(
        declared_name("cookie", "known"),
        declared_name("cookie", "known_*"),
        declared_name("localStorage", "draft"),
        declared_name("localStorage", "meterSeen", "meter"),
        declared_name("serviceWorker", "/worker.js"),
    ),
    hosts={"meter": frozenset({"*.meter.example"}), "fonts": frozenset({"fonts.example"})},
    needs_consent=frozenset({"meter"}),
)


def lines_of(name: str, source: str, adapter: str = "") -> list[int]:
    return [finding.line for finding in check_source(source, name, DECLARED, adapter=adapter)]


PLANTED = {
    # Cookies of scripts.
    "x.js": [
        "document.cookie = 'stranger=1';",
        'document["cookie"] = "stranger=1";',
        "document[`cookie`] = 'stranger=1';",
        "document['coo' + 'kie'] = 'stranger=1';",
        "document.cookie = `${name}=1`;",
        "document.cookie = name + '=1';",
        "document?.cookie;",
        "const d = document; d.cookie = 'stranger=1';",
        "const { cookie } = document;",
        "Object.getOwnPropertyDescriptor(Document.prototype, 'cookie');",
        "const KEY = 'stranger'; document.cookie = KEY + '=1';",
        "cookieStore.set('stranger', 1);",
        "cookieStore.set({ name: 'stranger', value: 1 });",
        # Other kinds of storage.
        "localStorage.setItem('stranger', 1);",
        "localStorage.stranger = 1;",
        "localStorage['stranger'] = 1;",
        "window['localStorage'].setItem('stranger', 1);",
        "window[`localStorage`].stranger = 1;",
        "window['local' + 'Storage'].stranger = 1;",
        'window["\\u006cocalStorage"].stranger = 1;',
        "const store = window.localStorage;",
        "const { localStorage } = window;",
        "const name = 'localStorage'; window[name].stranger = 1;",
        "localStorage.setItem(key, 1);",
        "localStorage.getItem('stranger');",
        "sessionStorage.setItem('draft', 1);",
        "indexedDB.open('stranger');",
        "caches.open('stranger');",
        "navigator.serviceWorker.register('/stranger.js');",
        "navigator.storage.getDirectory();",
        "navigator.storageBuckets.open('stranger');",
        "window.name = 'stranger';",
        "localStorage.setItem('meterSeen', 1);",
        # Requests to other hosts.
        "fetch('https://other.example/x');",
        "fetch(`https://other.example/${path}`);",
        "fetch(`https://${host}/x`);",
        "fetch('//other.example/x');",
        "fetch('//' + host + '/x');",
        "fetch('https:' + '//other.example/x');",
        "const HOST = 'https://other.example'; fetch(HOST + '/x');",
        "navigator.sendBeacon('https://other.example/x');",
        "new Image().src = 'https://other.example/x.gif';",
        "script.setAttribute('src', 'https://other.example/x.js');",
        "new WebSocket('wss://other.example');",
        "new EventSource('https://other.example');",
        "import('https://other.example/x.js');",
        "import x from 'https://other.example/x.js';",
        "importScripts('https://other.example/x.js');",
        "element.innerHTML = '<img src=\"https://other.example/x.gif\">';",
        "element.style.background = 'url(//other.example/x.png)';",
        "const pattern = /[/*]/; fetch('https://other.example/x');",
        "pv.load('https://cdn.meter.example/x.js');",
        "fetch('https://meter.example.attacker.example/x');",
        "fetch('https://user@other.example/x');",
        r"fetch('https:\/\/other.example/x');",
        "fetch('\\x68ttps://other.example/x');",
    ],
    "x.css": [
        "a { background: url(https://other.example/x.png) }",
        "a { background: url('//other.example/x.png') }",
        "a { background: url( //other.example/x.png ) }",
        "@import 'https://other.example/x.css';",
        "@import url(//other.example/x.css);",
        "@font-face { src: url(https://other.example/x.woff2) }",
        "a { background: image-set('https://other.example/x.png' 1x) }",
        "a { background: url(https:\\2f\\2f other.example/x.png) }",
        "a { cursor: url(https://other.example/x.cur), auto }",
        "/* ok */ @import '//other.example/x.css';",
    ],
    "x.html": [
        '<script src="https://other.example/x.js"></script>',
        "<script src=//other.example/x.js></script>",
        '<script src="{{ address }}"></script>',
        '<script src="https://{{ host }}/x.js"></script>',
        '<SCRIPT SRC="HTTPS://OTHER.EXAMPLE/x.js"></SCRIPT>',
        '<iframe src="https://other.example/"></iframe>',
        "<iframe srcdoc='<img src=\"https://other.example/x.gif\">'></iframe>",
        '<img src="https://other.example/x.gif">',
        '<img srcset="/x.png 1x, https://other.example/x.png 2x">',
        '<img srcset="/x.png 1x, {{ large }} 2x">',
        '<img src="https&#58;//other.example/x.gif">',
        '<source srcset="//other.example/x.png">',
        '<link rel="stylesheet" href="https://other.example/x.css">',
        '<link rel="preconnect" href="https://other.example">',
        '<link rel="icon" href="https://other.example/x.ico">',
        '<video poster="https://other.example/x.png"></video>',
        '<object data="https://other.example/x"></object>',
        '<embed src="https://other.example/x">',
        '<form action="https://other.example/"></form>',
        '<button formaction="https://other.example/"></button>',
        '<a href="/" ping="https://other.example/">x</a>',
        '<base href="https://other.example/">',
        '<meta http-equiv="refresh" content="0;url=https://other.example/">',
        '<div data-src="https://other.example/x.js"></div>',
        '<div style="background: url(//other.example/x.png)"></div>',
        "<style>@import 'https://other.example/x.css';</style>",
        "<script>fetch('https://other.example/')</script>",
        "<script type=module>localStorage.stranger = 1</script>",
        '<script type="importmap">{"imports": {"x": "https://other.example/x.js"}}</script>',
        "<button onclick=\"document.cookie = 'stranger=1'\"></button>",
        "<a href=\"javascript:localStorage.setItem('stranger', 1)\">x</a>",
        '<svg><use href="https://other.example/x.svg#a"/></svg>',
        '<svg><image xlink:href="https://other.example/x.png"/></svg>',
        '<script src="https://cdn.meter.example/x.js"></script>',
        '{% gated "fonts" %}<script src="https://cdn.meter.example/x.js"></script>{% endgated %}',
        '{% gated "meter" %}x{% endgated %}<script src="https://cdn.meter.example/x.js"></script>',
        '{% if x %}<img alt="{% translate "a" %}" src="https://other.example/x.gif">{% endif %}',
        "<!-- x --><img src='https://other.example/x.gif'>",
    ],
    "x.py": [
        "response.set_cookie('stranger', 1)",
        "response.set_cookie(key='stranger', value=1)",
        "response.set_cookie(name, 1)",
        "response.set_signed_cookie('stranger', 1)",
        "response.set_cookie(f'{name}_x', 1)",
        "response.cookies['stranger'] = 1",
        "response['Set-Cookie'] = 'stranger=1'",
        "response.headers['set-cookie'] = f'{name}=1'",
        "HttpResponse(headers={'Set-Cookie': 'stranger=1'})",
        "NAME = 'stranger'; response.set_cookie(NAME, 1)",
        "html = '<script src=\"https://other.example/x.js\"></script>'",
        "html = f'<img src=\"https://other.example/{name}\">'",
        "html = f'<img src=\"{address}\">'",
        "script = \"document.cookie = 'stranger=1'\"",
        "script = 'localStorage.setItem(\"stranger\", 1)'",
        "class Media: js = ['https://other.example/x.js']",
        "CSP = {'script-src': ['https://other.example']}",
        "CSP = {'font-src': [SELF, 'other.example']}",
    ],
}

HARMLESS = {
    "x.js": [
        "document.cookie = 'known=1;path=/';",
        "document.cookie = `known_${id}=1`;",
        "const KEY = 'known'; document.cookie = KEY + '=1';",
        "options.cookie; response.cookie;",
        "// localStorage.setItem('stranger', 1)",
        "/* fetch('https://other.example') */",
        "localStorage.setItem('draft', 1); localStorage.removeItem('stranger'); localStorage.clear();",
        "localStorage.draft = 1; window['localStorage'].draft = 1;",
        "const KEY = 'draft'; localStorage.setItem(KEY, 1);",
        "navigator.serviceWorker.register('/worker.js');",
        "indexedDB.deleteDatabase(name); caches.delete(name); caches.keys();",
        "window.name = ''; form.name = 'x'; const name = 1;",
        "fetch('/x'); fetch('./x'); fetch(`/x/${id}`); fetch(here);",
        "const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');",
        "const half = a / b; const other = c // https://other.example",
        "const pattern = /https:\\/\\/x/;",
        "fetch('https://fonts.example/x');",
        "text = 'either // or'; text = 'and/or'; path.split('/');",
    ],
    "x.css": [
        "a { background: url(/x.png) } b { background: url('x.png') }",
        "/* https://other.example */ a { color: red }",
        "a { background: url(\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>\") }",
        "@import 'x.css';",
        "@namespace svg url(http://www.w3.org/2000/svg);",
        "@font-face { src: url(https://fonts.example/x.woff2) }",
    ],
    "x.html": [
        '<script src="{% static "x.js" %}"></script>',
        '<img src="/x/{{ name }}.png"><img src="data:image/png;base64,xx">',
        '<a href="https://other.example/">x</a><a href="{{ address }}">x</a>',
        '<link rel="canonical" href="https://other.example/"><link rel="alternate" href="{{ x }}">',
        '<svg xmlns="http://www.w3.org/2000/svg"></svg>',
        '<blockquote cite="https://other.example/">https://other.example/</blockquote>',
        '{# <script src="https://other.example/x.js"></script> #}',
        '{% comment %}<img src="https://other.example/x.gif">{% endcomment %}',
        "<!-- <img src='https://other.example/x.gif'> -->",
        '{% gated "meter" title="x" %}<iframe src="https://cdn.meter.example/"></iframe>{% endgated %}',
        '<template data-consent="meter"><script src="https://cdn.meter.example/x.js"></script></template>',
        '<form action="{% url "x" %}" method="post"></form>',
        '<script type="application/ld+json">{"@context": "https://schema.org"}</script>',
        '<meta property="og:url" content="https://other.example/"><input placeholder="https://other.example">',
        '<link rel="stylesheet" href="https://fonts.example/x.css">',
    ],
    "x.py": [
        "response.set_cookie('known', 1)",
        "response.set_cookie('__Host-known', 1)",
        "NAME = 'known'\nresponse.set_cookie(NAME, 1)",
        "response.delete_cookie('stranger')",
        "'''Writes localStorage.setItem, <script src=\"https://other.example/x.js\">.'''",
        "url = 'https://other.example/api'",
        "kind = 'localStorage'",
        "request.cookies['stranger']; value = request.COOKIES['stranger']",
        "CSP = {'script-src': [SELF, \"'self'\"]}",
        "text = 'See localStorage. It is kept.'",
    ],
}


@pytest.mark.parametrize(("name", "source"), [(name, source) for name in PLANTED for source in PLANTED[name]])
def test_every_undeclared_use_is_found_on_its_line(name: str, source: str) -> None:
    assert set(lines_of(name, f"\n\n{source}\n")) == {3}


@pytest.mark.parametrize(("name", "source"), [(name, source) for name in HARMLESS for source in HARMLESS[name]])
def test_what_is_declared_or_harmless_is_left_alone(name: str, source: str) -> None:
    assert [str(found) for found in check_source(source, name, DECLARED)] == []


def test_lines_are_those_of_the_use() -> None:
    page = (
        "<p>\n<img\n  alt=''\n  src='https://other.example/x'>\n<script>\nlet a;\nlocalStorage.stranger = 1;\n</script>"
    )
    assert lines_of("x.html", page) == [4, 7]
    assert lines_of("x.js", "`a\n${x}\n`;\n/* a\n*/\nfetch(`//other.example`);") == [6]
    assert lines_of("x.css", "/* a\n*/\na {}\n@import '//other.example/x.css';") == [4]


@pytest.mark.parametrize(
    ("name", "source", "problem"),
    [
        ("x.js", "document.cookie = text; // audit-sources: known", ""),
        ("x.js", "// audit-sources: known\ndocument.cookie = text;", ""),
        ("x.js", "// audit-sources: nothing, an age of 0 deletes\ndocument.cookie = text;", ""),
        ("x.js", "localStorage.setItem(key, 1); // audit-sources: draft, meterSeen", ""),
        ("x.js", "fetch(address); // audit-sources: fonts.example", "stands beside nothing"),
        ("x.js", "fetch(`https://${host}/x`); // audit-sources: fonts.example", ""),
        ("x.html", '{# audit-sources: cdn.meter.example #}\n<img src="{{ address }}">', ""),
        ("x.html", '<img src="{{ address }}"><!-- audit-sources: nothing, an own address -->', ""),
        ("x.py", "response.set_cookie(name, 1)  # audit-sources: known", ""),
        ("x.js", "document.cookie = text; // audit-sources: stranger", "names stranger, which the register does not"),
        ("x.js", "document.cookie = 'stranger=1'; // audit-sources: known", "does not name “stranger”"),
        ("x.js", "document.cookie = text; // audit-sources: nothing", "Say why"),
        ("x.js", "document.cookie = text; // audit-sources: nothing, x", "Say why"),
        ("x.js", "let a; // audit-sources: known\ndocument.cookie = text;", "cannot be read"),
        ("x.js", "const text = 'audit-sources: known'; document.cookie = other;", "cannot be read"),
        ("x.js", "// audit-sources: known\n\ndocument.cookie = text;", "cannot be read"),
        ("x.css", "/* audit-sources: nothing, it is never served */\na { background: url(//other.example/x) }", ""),
    ],
)
def test_a_mark_beside_a_use_is_held_to_the_register(name: str, source: str, problem: str) -> None:
    found = [finding.text for finding in check_source(source, name, DECLARED)]
    assert any(problem in text for text in found) if problem else found == []


def test_an_adapter_may_ask_its_vendor_and_nobody_else() -> None:
    assert lines_of("x.js", "pv.load('https://cdn.meter.example/x.js');", adapter="meter") == []
    assert lines_of("x.js", "pv.load('https://other.example/x.js');", adapter="meter") == [1]


def test_every_adapter_asks_the_hosts_that_it_declares(tmp_path: Path) -> None:
    for key, adapter in adapters.items():
        hosts = frozenset(host.rpartition("//")[2] for hosts in adapter.hosts.values() for host in hosts)
        declared = DeclaredUses(hosts={key: hosts}, needs_consent=frozenset({key}))
        assert check_file(adapter.script, adapter.script.name, declared) == []
        nobodys = check_file(adapter.script, adapter.script.name, DeclaredUses())
        assert bool(nobodys) is bool(hosts), key


def test_constants_of_other_modules_and_settings_are_looked_up() -> None:
    own = of_seed(Path(settings.PRIVACY["OUR_SEED"]))
    source = "response.set_cookie(cookie.NAME, 1)\nresponse.set_cookie(settings.SESSION_COOKIE_NAME, 1)\n"
    assert check_source(source, "x.py", own, module="consent.choices.views") == []
    assert len(check_source(source, "x.py", DeclaredUses(), module="consent.choices.views")) == 2


@pytest.mark.law("C-01", "C-22")
def test_our_own_sources_do_only_what_the_seed_declares() -> None:
    """Each finding names the file, the line and what to do."""
    declared = of_seed(Path(settings.PRIVACY["OUR_SEED"]))
    assert "\n".join(map(str, check_files(site_files(), declared, BASE_DIR))) == ""


def test_all_our_sources_are_looked_at() -> None:
    names = {file.path.relative_to(BASE_DIR).as_posix() for file in site_files()}
    assert {
        "consent/static/choice/gate.js", "consent/adapters/hubspot/hubspot.js", "consent/gate/cookie.py",
        "consent/templates/consent/banner.html", "templates/base.html", "static/css/base.css", "static/img/favicon.svg",
        "proviso_site/settings/base.py", "proviso_site/accounts/devices.py",
    } <= names  # fmt: skip
    assert not [name for name in names if name.startswith(("tests/", ".venv/"))]
    # What the seed no longer declares is found in them.
    nothing = check_files(site_files(), DeclaredUses(), BASE_DIR)
    assert {finding.file for finding in nothing} >= {
        "consent/static/choice/gate.js", "consent/adapters/hubspot/hubspot.js", "consent/adapters/hotjar/hotjar.js",
        "consent/adapters/google_ads/google-ads.js", "consent/gate/cookie.py",
    }  # fmt: skip
