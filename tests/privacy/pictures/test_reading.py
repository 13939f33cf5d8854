"""Picture files: what they are, their size, and that nothing about a person stays in them."""

import struct

import pytest

from privacy.pictures import reading
from privacy.pictures.errors import PictureRefused
from privacy.pictures.reading import read_image
from tests.browser import chromium
from tests.pictures import chunk, png

SECRET = b"59.9139N 10.7522E Kari Nordmann"
IN_BROWSER = """async ([kind]) => {
    const canvas = Object.assign(document.createElement('canvas'), {width: 48, height: 32});
    canvas.getContext('2d').fillRect(4, 4, 20, 20);
    const blob = await new Promise(done => canvas.toBlob(done, kind));
    return [blob.type, [...new Uint8Array(await blob.arrayBuffer())]];
}"""
DECODED = """async ([kind, bytes]) => {
    const image = new Image();
    image.src = URL.createObjectURL(new Blob([new Uint8Array(bytes)], {type: kind}));
    await image.decode();
    return [image.naturalWidth, image.naturalHeight];
}"""


def segment(marker: int, data: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data


def exif(orientation: int) -> bytes:
    entry = struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0)
    return b"Exif\0\0II*\0" + struct.pack("<IH", 8, 1) + entry + bytes(4) + SECRET


def box(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data) + 8) + name + data


def avif(*items: bytes, rotated: bool = False) -> bytes:
    entries = b"".join(
        box(b"infe", b"\2\0\0\0" + struct.pack(">HH", n, 0) + item + b"\0") for n, item in enumerate(items)
    )
    sizes = box(b"ispe", bytes(4) + struct.pack(">II", 64, 40)) + box(b"ispe", bytes(4) + struct.pack(">II", 8, 8))
    turn = box(b"irot", b"\1") if rotated else b""
    meta = (
        bytes(4)
        + box(b"iinf", bytes(4) + struct.pack(">H", len(items)) + entries)
        + box(b"iprp", box(b"ipco", sizes + turn))
    )
    return box(b"ftyp", b"avif" + bytes(4) + b"avifmif1") + box(b"meta", meta) + box(b"mdat", b"pixels")


@pytest.mark.law("P3")
def test_what_a_file_says_besides_its_picture_is_gone_and_browsers_still_show_it() -> None:
    with chromium() as browser:
        page = browser.new_page()
        files = {kind: page.evaluate(IN_BROWSER, [kind]) for kind in ("image/jpeg", "image/png", "image/webp")}
        for kind, (made, numbers) in files.items():
            plain = bytes(numbers)
            assert made == kind
            said = with_secrets(kind, plain)
            assert SECRET in said
            image = read_image(said)
            assert SECRET not in image.content
            assert image.kind.media_type == kind
            shown = page.evaluate(DECODED, [kind, list(image.content)])
            assert tuple(shown) == (image.width, image.height) == ((32, 48) if kind == "image/jpeg" else (48, 32))
            assert read_image(image.content).content == image.content


def with_secrets(kind: str, plain: bytes) -> bytes:
    """Return a file that says where it was taken, in each way its kind has, and behind its end."""
    if kind == "image/jpeg":
        head = segment(0xE1, exif(6)) + segment(0xED, SECRET) + segment(0xFE, SECRET) + segment(0xE2, b"MPF\0" + SECRET)
        return plain[:2] + head + plain[2:] + SECRET
    if kind == "image/png":
        return plain[:33] + chunk(b"eXIf", SECRET) + chunk(b"tEXt", b"Author\0" + SECRET) + plain[33:] + SECRET
    # Chromium's are of the extended format, whose flags tell that there is more.
    assert plain[12:16] == b"VP8X"
    frames = plain[12:20] + bytes((plain[20] | 0b1100,)) + plain[21:]
    padded = SECRET + b"\0" * (len(SECRET) % 2)
    about = b"".join(name + struct.pack("<I", len(SECRET)) + padded for name in (b"EXIF", b"XMP "))
    body = b"WEBP" + frames + about
    return b"RIFF" + struct.pack("<I", len(body)) + body + SECRET


def test_avif_has_its_size_and_may_say_nothing_more() -> None:
    assert (read_image(avif(b"av01")).width, read_image(avif(b"av01")).height) == (64, 40)
    assert (read_image(avif(b"av01", rotated=True)).width, read_image(avif(b"av01", rotated=True)).height) == (40, 64)
    for about in (b"Exif", b"mime"):
        with pytest.raises(PictureRefused):
            read_image(avif(b"av01", about))


@pytest.mark.parametrize(
    "content",
    [
        b"", b"GIF89a" + bytes(20), b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", b"%PDF-1.7",
        b"BM" + bytes(40),
        b"<html>", b"\xff\xd8\xff", png(4, 4)[:-20], png(0, 4), png(9000, 4), b"RIFF\x99\0\0\0WEBPVP8 ", avif()[:40],
        b"\x89PNG\r\n\x1a\n" + chunk(b"IEND", b""), bytes(reading.MOST_BYTES + 1),
        b"RIFF" + struct.pack("<I", 12) + b"WEBPANIM" + bytes(4),
    ],
)  # fmt: skip
def test_what_is_no_whole_picture_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(PictureRefused) as refused:
        read_image(content)
    assert str(refused.value)


def test_every_shortened_file_is_refused_or_read_but_never_breaks() -> None:
    for whole in (
        png(8, 8),
        avif(b"av01"),
        with_secrets("image/jpeg", b"\xff\xd8" + segment(0xC0, bytes(15)) + b"\xff\xd9"),
    ):
        for end in range(len(whole)):
            try:
                read_image(whole[:end])
            except PictureRefused:
                continue
