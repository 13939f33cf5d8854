from privacy.register.statements.plain_text import WIDTH, plain_text

BASE = "https://www.example.com"


def text(html: str) -> str:
    return plain_text(html, base_url=BASE)


def test_headings_lists_and_paragraphs_read_without_markup() -> None:
    html = (
        "<nav><p>Innhold</p></nav><section><h2 id='a'>Kort &amp; godt</h2>\n<p>Hei <b>du</b>.</p>"
        "<ul><li>En</li><li>To</li></ul></section>"
    )
    assert text(html) == "Kort & godt\n===========\n\nHei du.\n\n- En\n- To\n"


def test_links_are_followed_by_where_they_lead() -> None:
    html = (
        '<p><a href="/samtykke/">Valg</a>, <a href="mailto:a@example.com">a@example.com</a>, <a href="#x">her</a></p>'
    )
    assert text(html) == f"Valg ({BASE}/samtykke/), a@example.com, her\n"


def test_row_of_a_table_names_its_cells() -> None:
    html = (
        "<table><thead><tr><th>Formål</th><th>Grunnlag</th></tr></thead><tbody><tr><th scope='row'>Nyhetsbrev</th>"
        "<td data-label='Grunnlag'>Samtykke<br>Frivillig</td></tr></tbody></table>"
    )
    assert text(html) == "Nyhetsbrev\n  Grunnlag: Samtykke Frivillig\n"


def test_facts_stand_below_their_names() -> None:
    assert text("<dl><div><dt>Adresse</dt><dd>Gata 1</dd></div><div><dt>E-post</dt><dd>x</dd></div></dl>") == (
        "Adresse:\n  Gata 1\nE-post:\n  x\n"
    )


def test_lines_are_short_and_long_words_stay_whole() -> None:
    lines = text(f"<p>{'ord ' * 60}https://www.example.com/{'x' * 90}</p>").splitlines()
    assert max(len(line) for line in lines[:-1]) <= WIDTH
    assert lines[-1].endswith("x" * 90)
