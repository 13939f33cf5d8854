"""A picture file without metadata."""

from dataclasses import dataclass, field

from privacy.pictures.enums import ImageKind


@dataclass(frozen=True, kw_only=True)
class ImageFile:
    """The size in pixels as a browser shows it, and the bytes without place, camera, author or thumbnail.

    ``is_turned``: the pixels lie on their side or upside down, and a note says how to turn them.
    """

    kind: ImageKind
    width: int
    height: int
    content: bytes = field(repr=False)
    is_turned: bool = False
