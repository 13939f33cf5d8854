"""What a file is, by its content."""

import pytest

from contact.ebooks.book_files import kind_of
from contact.ebooks.enums import FileKind
from contact.ebooks.errors import FileRefused
from tests.factories.ebooks import PDF, epub


def test_pdf_and_epub_are_told_by_their_content() -> None:
    assert (kind_of(PDF), kind_of(epub())) == (FileKind.PDF, FileKind.EPUB)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"<!doctype html><script>", id="a page"),
        pytest.param(b"MZ\x90\x00", id="a program"),
        pytest.param(PDF[:-8], id="half a PDF"),
        pytest.param(b"text before " + PDF, id="a PDF behind something else"),
        pytest.param(epub(kind=b"application/zip"), id="another archive"),
        pytest.param(epub(container="content.xml"), id="no container"),
        pytest.param(epub()[:60], id="half an EPUB"),
        pytest.param(epub().replace(b"<container/>", b"<containes/>", 1), id="a damaged EPUB"),
    ],
)
def test_everything_else_is_refused_with_a_reason(content: bytes) -> None:
    with pytest.raises(FileRefused, match=r"\w"):
        kind_of(content)


def test_file_above_the_limit_is_refused(settings) -> None:
    settings.CONTACT = {"LARGEST_EBOOK": 10}
    with pytest.raises(FileRefused, match="MB"):
        kind_of(PDF)
