"""Picture files for tests."""

import struct
import zlib
from io import BytesIO
from random import Random
from typing import Any

from PIL import ExifTags, Image

SECRET = "59.9139N 10.7522E Kari Nordmann"


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, *more: bytes) -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    pixels = zlib.compress(b"".join(b"\0" + bytes(width) for _line in range(height)))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(more) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def noise(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """Return a picture that is as large as any once it is saved."""
    return Image.frombytes(mode, (width, height), Random(7).randbytes(width * height * len(mode)))


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    """Return a picture as a file of a kind that Pillow knows."""
    file = BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def telephone(image: Image.Image, orientation: int = 6, kind: str = "JPEG", **options: Any) -> bytes:
    """Return a picture with what a telephone writes into it: how it was held, which it is, and where it was."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make] = SECRET
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (59.0, 54.0, 49.9)
    return saved(image, kind, exif=exif, **options)
