"""A picture file without metadata."""

from dataclasses import dataclass, field

from privacy.pictures.enums import ImageKind


@dataclass(frozen=True, kw_only=True)
class ImageFile:
    """The size in pixels, and the bytes without place, camera, author or thumbnail."""

    kind: ImageKind
    width: int
    height: int
    content: bytes = field(repr=False)
