"""HTML as a tree: nothing is lost, nothing is added."""

import pytest

from privacy.documents.markup import plain, tree

BASE = "https://www.example.com"


def test_words_links_and_dress_survive() -> None:
    (paragraph,) = tree(
        '<p>Skriv  til\n<a href="mailto:a@example.com">oss &amp; <strong>nå</strong></a>.</p>', base=BASE
    )
    link = {"is": "link", "to": "mailto:a@example.com", "of": ["oss & ", {"is": "strong", "of": ["nå"]}]}
    assert paragraph == {"is": "p", "of": ["Skriv til ", link, "."]}


@pytest.mark.parametrize(
    ("href", "to"),
    [
        ("/mine-data/", "https://www.example.com/mine-data/"),
        ("https://other.example.com/x", "https://other.example.com/x"),
        ("mailto:a@example.com", "mailto:a@example.com"),
    ],
)
def test_links_are_whole(href: str, to: str) -> None:
    (paragraph,) = tree(f'<p><a href="{href}">x</a></p>', base=BASE)
    assert paragraph["of"][0]["to"] == to


def test_link_within_the_page_is_only_its_words() -> None:
    assert tree('<p><a href="#del">Del</a></p>', base=BASE) == [{"is": "p", "of": ["Del"]}]


def test_navigation_and_forms_are_left_out() -> None:
    html = "<nav><ol><li>På siden</li></ol></nav><div><section><h2>Del</h2><form><button>Send</button></form></div>"
    assert tree(html, base=BASE) == [{"is": "heading", "level": 1, "of": ["Del"]}]


def test_table_has_head_rows_and_widths() -> None:
    html = (
        "<table><caption>Kapsler</caption><thead><tr><th scope=col>Navn</th><th scope=col>Hva</th></tr></thead>"
        "<tbody><tr><th scope=row><code>pv_choice</code></th><td>Valget<br>ditt</td></tr>"
        "<tr><td>x</td></tr></tbody></table>"
    )
    (table,) = tree(html, base=BASE)
    assert plain(table["caption"]) == "Kapsler"
    assert [plain(cell["of"]) for cell in table["head"][0]] == ["Navn", "Hva"]
    assert [[plain(cell["of"]) for cell in row] for row in table["body"]] == [["pv_choice", "Valget ditt"], ["x", ""]]
    assert [cell["th"] for cell in table["body"][0]] == [True, False]
    assert len(table["widths"]) == 2


def test_column_has_room_for_its_longest_word_however_much_the_others_hold() -> None:
    long = "selvstendig behandlingsansvarlig"
    cells = [f"<td>{text}</td>" for text in ("HubSpot", "ord " * 200, long, "ord " * 200, "ord " * 200)]
    (table,) = tree(f"<table><tr>{''.join(cells)}</tr></table>", base=BASE)
    assert table["widths"][2] / sum(table["widths"]) >= len("behandlingsansvarlig") / 100
    assert table["widths"][1] > table["widths"][0]


def test_facts_are_pairs() -> None:
    (facts,) = tree("<dl><div><dt>Navn</dt><dd>Eksempel AS</dd></div><div><dt>E-post</dt></div></dl>", base=BASE)
    assert facts == {"is": "facts", "rows": [[["Navn"], ["Eksempel AS"]], [["E-post"], []]]}


def test_lists_hold_blocks() -> None:
    (items,) = tree("<ol><li>en</li><li><p>to</p><p>tre</p></li></ol>", base=BASE)
    assert items["numbered"]
    assert [len(item) for item in items["items"]] == [1, 2]


def test_unknown_and_broken_markup_keeps_its_words() -> None:
    found = tree("<article><p>en</article></p><x-y>to</x-y><p>tre", base=BASE)
    assert " ".join(plain(cell["of"]) for cell in found) == "en to tre"
