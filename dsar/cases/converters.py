"""URL converter for rights, with translated slugs."""

from django.utils.translation import pgettext

from dsar.cases.enums import Right


def _slugs() -> dict[Right, str]:
    return {
        Right.INFORMATION: pgettext("url", "information"),
        Right.ACCESS: pgettext("url", "copy"),
        Right.RECTIFICATION: pgettext("url", "correct"),
        Right.ERASURE: pgettext("url", "erase"),
        Right.RESTRICTION: pgettext("url", "restrict"),
        Right.PORTABILITY: pgettext("url", "portability"),
        Right.AUTOMATED: pgettext("url", "automated-decisions"),
        Right.WITHDRAWAL: pgettext("url", "withdraw-consent"),
        Right.OBJECTION: pgettext("url", "object"),
        Right.OTHER_USE: pgettext("url", "object-to-other-use"),
        Right.HUMAN: pgettext("url", "human"),
        Right.COMPLAINT: pgettext("url", "complaint"),
    }


class RightConverter:
    """Convert a right to and from its slug: ``/mine-data/kopi/`` in Norwegian, ``/en/my-data/copy/`` in English."""

    regex = "[a-z-]+"

    def to_python(self, value: str) -> Right:
        for right, slug in _slugs().items():
            if slug == value:
                return right
        raise ValueError(value)

    def to_url(self, value: str) -> str:
        return _slugs()[Right(value)]
