"""The bundle for an authority: the files of every part, a list of their hashes, and our signature over it."""

import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from privacy.journal import operations as journal
from privacy.signed_heads import signing
from privacy.staff.inspection import BundleFile, InspectionPart, Scope, parts

MANIFEST = "manifest.json"
_README = "README.txt"
_SIZE_LIMIT = 500_000_000  # bytes of one file of a bundle that is verified


def make_bundle(*, scope: Scope, chosen: Mapping[str, InspectionPart], staff_id: int) -> bytes:
    """Return the parts as a signed ZIP file, with a journal entry of what was handed out.

    Raises ``NoJournalKey`` where there is no key to sign with.
    """
    with translation.override(scope.language):
        files = [file for key, part in chosen.items() for file in _files(key, part, scope)]
        files.append(BundleFile(name=_README, content=_readme(scope, chosen).encode()))
    manifest = {
        "site": settings.BASE_URL,
        "made_at": scope.now.isoformat(timespec="seconds"),
        "day": scope.day.isoformat(),
        "period": [scope.first.isoformat(), scope.last.isoformat()],
        "files": {file.name: hashlib.sha256(file.content).hexdigest() for file in files},
        "key": signing.public_key(),
    }
    signed = json.dumps({"manifest": manifest, "signature": signing.sign(manifest)}, indent=2)
    content = _zipped([*files, BundleFile(name=MANIFEST, content=(signed + "\n").encode())])
    facts: journal.Facts = {
        "parts": [*sorted(chosen)],
        "day": scope.day,
        "first": scope.first,
        "last": scope.last,
        "sha256": hashlib.sha256(content).hexdigest(),
        "staff": staff_id,
    }
    journal.append(stream="register", event="inspection.exported", facts=facts, now=scope.now)
    return content


def faults_of(content: bytes) -> Iterator[str]:
    """Yield what is wrong with a bundle: a file that was changed, added or taken away, or a foreign signature."""
    try:
        with ZipFile(io.BytesIO(content)) as bundle:
            infos = {info.filename: info for info in bundle.infolist()}
            if len(infos) < len(bundle.infolist()) or any(info.file_size > _SIZE_LIMIT for info in infos.values()):
                yield "two files have one name, or one is too large"
                return
            signed = json.loads(bundle.read(MANIFEST))
            manifest, signature = signed["manifest"], str(signed["signature"])
            hashes = {name: hashlib.sha256(bundle.read(name)).hexdigest() for name in infos if name != MANIFEST}
    except (BadZipFile, KeyError, TypeError, ValueError):
        yield "this is no bundle of an inspection"
        return
    if not signing.is_signed(manifest, signature):
        yield "the signature is not ours"
    yield from _differences(manifest.get("files", {}), hashes)


def _differences(expected: Mapping[str, Any], actual: Mapping[str, str]) -> Iterator[str]:
    for name in sorted({*expected, *actual}):
        if name not in actual:
            yield f"{name} is missing"
        elif name not in expected:
            yield f"{name} does not belong to it"
        elif expected[name] != actual[name]:
            yield f"{name} was changed"


def visible_parts(user: Any) -> dict[str, InspectionPart]:
    """Return the parts that a member of staff may hand out."""
    return {key: part for key, part in parts.items() if user.has_perm(part.permission)}


def _files(key: str, part: InspectionPart, scope: Scope) -> Iterator[BundleFile]:
    for file in part.make(scope):
        yield BundleFile(name=f"{part.order}-{key}/{file.name}", content=file.content)


def _readme(scope: Scope, chosen: Mapping[str, InspectionPart]) -> str:
    facts = {"site": settings.BASE_URL, "day": scope.day, "first": scope.first, "last": scope.last, "file": MANIFEST}
    lines = [
        _("For the supervisory authority, from %(site)s") % facts,
        "",
        _("What held on a day is of the end of %(day)s; what happened is of %(first)s to %(last)s.") % facts,
        _("%(file)s lists the SHA-256 hash of every file, signed with the key that signs our journal.") % facts,
        "",
        *(f"{part.order}-{key}: {part.title}. {part.about}" for key, part in chosen.items()),
    ]
    return "\n".join(lines) + "\n"


def _zipped(files: list[BundleFile]) -> bytes:
    written = io.BytesIO()
    with ZipFile(written, "w", ZIP_DEFLATED) as bundle:
        for file in files:
            bundle.writestr(file.name, file.content)
    return written.getvalue()
