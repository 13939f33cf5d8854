"""Tell what a file is by its content, whatever its name says."""

import io
import zipfile

from django.utils.translation import gettext as _

from contact.conf import contact_settings
from contact.ebooks.enums import FileKind
from contact.ebooks.errors import FileRefused

_PDF, _PDF_END, _ZIP = b"%PDF-", b"%%EOF", b"PK\x03\x04"
_TAIL = 2048  # bytes; programs put the end of a PDF somewhere in them
_EPUB_TYPE = b"application/epub+zip"
_CONTAINER = "META-INF/container.xml"
_MOST_UNPACKED = 50  # times the size of the file


def kind_of(content: bytes) -> FileKind:
    """Return the kind of a file. Raises ``FileRefused``, with the reason in words."""
    most = contact_settings().largest_ebook
    if len(content) > most:
        raise FileRefused(
            _("The file has %(size).1f MB; an e-book may have %(most).1f MB. Save it smaller.")
            % {"size": len(content) / 1e6, "most": most / 1e6}
        )
    if content.startswith(_PDF):
        if _PDF_END not in content[-_TAIL:]:
            raise FileRefused(_("The PDF is not complete. Save it again."))
        return FileKind.PDF
    if content.startswith(_ZIP) and _is_epub(content):
        return FileKind.EPUB
    raise FileRefused(_("This is no PDF and no EPUB file, whatever its name says."))


def _is_epub(content: bytes) -> bool:
    """Tell whether an archive is an EPUB. Raises ``FileRefused`` for one that is damaged."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if not entries or entries[0].filename != "mimetype" or entries[0].file_size != len(_EPUB_TYPE):
                return False
            if archive.read(entries[0]) != _EPUB_TYPE or _CONTAINER not in archive.namelist():
                return False
            if sum(entry.file_size for entry in entries) > _MOST_UNPACKED * len(content):
                raise FileRefused(_("The EPUB would be far larger unpacked than any book is."))
            damaged = archive.testzip()
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        if isinstance(error, FileRefused):
            raise
        raise FileRefused(_("The EPUB is damaged or not complete. Save it again.")) from error
    if damaged:
        raise FileRefused(_("The EPUB is damaged or not complete. Save it again."))
    return True
