"""Which attachments are kept: a short list of kinds, told by the bytes and not by the name."""

import io
import re
import zipfile
import zlib

from privacy.inbound.enums import LeftOut

LONGEST_NAME = 120
MOST_FILES = 20
_MOST_ENTRIES = 2_000
_SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OFFICE_PARTS = {
    "word/document.xml": f"{_OFFICE}wordprocessingml.document",
    "xl/workbook.xml": f"{_OFFICE}spreadsheetml.sheet",
    "ppt/presentation.xml": f"{_OFFICE}presentationml.presentation",
}
_OPEN_DOCUMENT = re.compile(rb"application/vnd\.oasis\.opendocument\.(?:text|spreadsheet|presentation)")
_TEXT_NAME = re.compile(r"\.(?:txt|csv|ics|vcf|log)$", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NOT_IN_NAMES = re.compile(r"[\x00-\x1f\x7f\"<>|:*?\\/\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SUFFIXES = {
    "application/pdf": ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/webp": ".webp",
}


def kind_of(content: bytes, name: str) -> str | None:
    """Return the media type of a file that we take, by its bytes; None for every other."""
    for signature, kind in _SIGNATURES:
        if content.startswith(signature):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content.startswith(b"PK\x03\x04"):
        return _kind_of_zip(content)
    return "text/plain" if _TEXT_NAME.search(name) and _is_text(content) else None


def _kind_of_zip(content: bytes) -> str | None:
    """Return the type of an office document without macros. Only its table of contents is read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {entry.filename for entry in archive.infolist()[:_MOST_ENTRIES]}
            if "mimetype" in names and archive.getinfo("mimetype").file_size < LONGEST_NAME:
                kind = archive.read("mimetype").strip()
                return kind.decode() if _OPEN_DOCUMENT.fullmatch(kind) and not _has_macros(names) else None
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, NotImplementedError, EOFError):
        return None
    if _has_macros(names):
        return None
    return next((kind for part, kind in _OFFICE_PARTS.items() if part in names), None)


def _has_macros(names: set[str]) -> bool:
    return any(name.lower().endswith("vbaproject.bin") or name.startswith(("Basic/", "Scripts/")) for name in names)


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not _CONTROL.search(text)


def safe_name(written: str, number: int, kind: str = "") -> str:
    """Return the name of a file without a path, control characters or a change of the direction of writing."""
    last = written.replace("\\", "/").rsplit("/", 1)[-1]
    name = " ".join(_NOT_IN_NAMES.sub(" ", last).split()).strip(". ")[-LONGEST_NAME:]
    suffix = _SUFFIXES.get(kind, "")
    if not name:
        return f"{number}{suffix}"
    return name if not suffix or name.lower().endswith((suffix, ".jpeg")) else f"{name[: LONGEST_NAME - 5]}{suffix}"


def refusal(content: bytes, kind: str | None, *, largest: int, kept: int) -> LeftOut | None:
    """Return why a file is not kept beside ``kept`` others; None if it is."""
    if kept >= MOST_FILES:
        return LeftOut.MANY
    if len(content) > largest:
        return LeftOut.LARGE
    return LeftOut.TYPE if kind is None else None
