"""Pictures that are uploaded: upright, small enough, and without anything about a person."""

import struct
from io import BytesIO
from random import Random
from typing import Any

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from privacy.pictures import reading
from privacy.pictures.enums import ImageKind
from privacy.pictures.errors import PictureRefused
from privacy.pictures.image_file import ImageFile
from privacy.pictures.reading import read_image
from tests.pictures import SECRET, chunk, noise, png, saved, telephone

XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/">{SECRET}</x:xmpmeta>'.encode()
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
RED, BLUE = (255, 0, 0), (0, 0, 255)


def read(content: bytes, longest_side: int = 100, most_bytes: int = 50_000) -> ImageFile:
    return read_image(content, longest_side=longest_side, most_bytes=most_bytes)


def shown(file: ImageFile) -> Image.Image:
    image = Image.open(BytesIO(file.content))
    assert (image.format, image.size) == (file.kind.label, (file.width, file.height))
    return image


def png_about(image: Image.Image) -> bytes:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", SECRET)
    texts.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return saved(image, "PNG", pnginfo=texts, icc_profile=SRGB + SECRET.encode())


def files() -> dict[str, bytes]:
    """Return a file of each kind that says where it was taken, in each way its kind has."""
    image = noise(48, 32)
    about: dict[str, Any] = {"icc_profile": SRGB + SECRET.encode(), "xmp": XMP}
    return {
        "JPEG": telephone(image, comment=SECRET.encode(), **about),
        "two in a JPEG": telephone(image, kind="MPO", save_all=True, append_images=[noise(8, 8)]),
        "PNG": telephone(image, kind="PNG"),
        "PNG with texts": png_about(image),
        "WebP": telephone(image, kind="WEBP", **about),
        "AVIF": telephone(image, kind="AVIF", **about),
    }


@pytest.mark.law("P3")
@pytest.mark.parametrize("kind", files())
def test_what_a_file_says_besides_its_picture_is_gone(kind: str) -> None:
    content = files()[kind] + SECRET.encode()
    assert SECRET.encode() in content
    file = read(content)
    assert SECRET.encode() not in file.content
    assert b"Exif" not in file.content
    assert set(shown(file).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
    assert file.kind == ImageKind.JPEG
    assert (file.width, file.height) == ((48, 32) if kind == "PNG with texts" else (32, 48))


# Where the corner of a picture is that a camera wrote at the top left, by the number of the way it was held.
@pytest.mark.parametrize(
    ("orientation", "corner"),
    [(1, (0, 0)), (2, (1, 0)), (3, (1, 1)), (4, (0, 1)), (5, (0, 0)), (6, (1, 0)), (7, (1, 1)), (8, (0, 1))],
)
def test_picture_is_turned_as_the_camera_was_held(orientation: int, corner: tuple[int, int]) -> None:
    image = Image.new("RGB", (40, 20), "white")
    image.paste("red", (0, 0, 10, 10))
    turned = shown(read(telephone(image, orientation))).convert("RGB")
    assert turned.size == ((40, 20) if orientation < 5 else (20, 40))
    at = (corner[0] * (turned.width - 10) + 5, corner[1] * (turned.height - 10) + 5)
    assert turned.getpixel(at)[1] < 60  # type: ignore[index]


def test_odd_metadata_is_no_reason_to_refuse_a_picture() -> None:
    content = telephone(noise(16, 16))
    odd = content.replace(b"\x0f\x01\x02\x00", b"\x0f\x01\x05\x00").replace(b"\x01\x0f\x00\x02", b"\x01\x0f\x00\x05")
    assert odd != content
    assert read(odd).width == 16


@pytest.mark.parametrize(
    ("content", "kind", "size"),
    [
        (saved(noise(300, 200), "JPEG"), ImageKind.JPEG, (100, 67)),
        (saved(noise(200, 300), "WEBP"), ImageKind.JPEG, (67, 100)),
        (saved(noise(40, 30, "RGBA"), "PNG"), ImageKind.PNG, (40, 30)),
        (saved(noise(40, 30, "RGBA"), "AVIF"), ImageKind.PNG, (40, 30)),
        (saved(noise(40, 30).convert("RGBA"), "PNG"), ImageKind.JPEG, (40, 30)),
        (saved(noise(40, 30, "CMYK"), "JPEG"), ImageKind.JPEG, (40, 30)),
        (saved(Image.new("P", (900, 3)), "PNG", transparency=0), ImageKind.PNG, (100, 1)),
        (png(40, 30), ImageKind.PNG, (40, 30)),
    ],
)
def test_photo_is_a_jpeg_and_what_is_drawn_or_transparent_a_png(
    content: bytes, kind: ImageKind, size: tuple[int, int]
) -> None:
    file = read(content)
    assert (file.kind, file.width, file.height) == (kind, *size)
    assert shown(file).has_transparency_data == (kind == ImageKind.PNG and content != png(40, 30))


def test_colours_stay_without_their_profile() -> None:
    at = {name: SRGB.index(name) + 4 for name in (b"rXYZ", b"bXYZ")}
    places = [SRGB[start : start + 4] for start in at.values()]
    swapped = bytearray(SRGB)
    for start, place in zip(at.values(), reversed(places), strict=True):
        swapped[start : start + 4] = place  # what it calls red is blue
    assert shown(read(saved(Image.new("RGB", (4, 4), RED), "PNG", icc_profile=bytes(swapped)))).getpixel((1, 1)) == BLUE
    for damaged in (SRGB[:200], b"x"):
        assert shown(read(saved(Image.new("RGB", (4, 4), RED), "PNG", icc_profile=damaged))).getpixel((1, 1)) == RED


def test_grey_of_sixteen_bits_stays_grey() -> None:
    content = saved(Image.new("I;16", (4, 4), 40_000), "PNG")
    assert shown(read(content)).convert("L").getpixel((1, 1)) == 156


def test_moving_picture_stands_still() -> None:
    moving = {"save_all": True, "append_images": [Image.new("RGB", (8, 8), BLUE)]}
    for kind in ("PNG", "WEBP"):
        image = shown(read(saved(Image.new("RGB", (8, 8), RED), kind, **moving)))
        assert getattr(image, "n_frames", 1) == 1
        assert image.convert("RGB").getpixel((1, 1))[0] > 200  # type: ignore[index]


def test_picture_loses_quality_and_then_size_until_it_fits() -> None:
    photo, cutting = saved(noise(200, 100), "PNG"), saved(noise(200, 100, "RGBA"), "PNG")
    best, transparent = len(read(photo, 200).content), len(read(cutting, 200, 90_000).content)
    for content, most, width in (
        (photo, best - 1, 200),
        (photo, best // 3, 150),
        (cutting, transparent - 1, 200),
        (cutting, transparent // 6, 150),
    ):
        file = read(content, 200, most)
        assert len(file.content) <= most
        assert file.width == width
    with pytest.raises(PictureRefused):
        read(photo, 200, 100)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"GIF89a" + bytes(20), b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", b"%PDF-1.7",
        b"BM" + bytes(40), saved(Image.new("RGB", (4, 4)), "GIF"), saved(Image.new("RGB", (4, 4)), "TIFF"),
        b"<html>", b"\xff\xd8\xff", png(4, 4)[:-26], png(0, 4), b"RIFF\x99\0\0\0WEBPVP8 ", files()["AVIF"][:40],
        b"\x89PNG\r\n\x1a\n" + chunk(b"IEND", b""), bytes(reading.MOST_UPLOADED + 1),
    ],
)  # fmt: skip
def test_what_is_no_whole_picture_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(PictureRefused) as refused:
        read(content)
    assert str(refused.value)


@pytest.mark.parametrize(("side", "most"), [(6_000, 25), (8_000, 50), (60_000, 50)])
def test_small_file_of_a_huge_picture_is_refused_before_it_is_decoded(side: int, most: int) -> None:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0))
    with pytest.raises(PictureRefused, match=f"{most} mill"):
        read(b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", b"x"))


def test_photo_of_many_pixels_is_decoded_smaller() -> None:
    file = read(saved(Image.new("RGB", (8_000, 6_000)), "JPEG"))
    assert (file.width, file.height) == (100, 75)


@pytest.mark.parametrize("kind", files())
def test_damaged_file_is_refused_or_read_but_never_breaks(kind: str) -> None:
    whole, random = files()[kind], Random(3)
    damaged: list[Any] = [whole[:end] for end in range(0, len(whole), 1 + len(whole) // 60)]
    for _round in range(60):
        content = bytearray(whole)
        for _byte in range(random.choice((1, 4))):
            content[random.randrange(len(content))] = random.randrange(256)
        damaged.append(bytes(content))
    for content in damaged:
        try:
            read(content)
        except PictureRefused:
            continue
