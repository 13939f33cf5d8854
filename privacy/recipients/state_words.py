"""The state of a transfer as staff see it."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from privacy.recipients.enums import TransferStatus

_SIGNS = {TransferStatus.GREEN: "●", TransferStatus.AMBER: "▲", TransferStatus.RED: "■"}


def state(status: TransferStatus) -> SafeString:
    """Return a status as a word with its colour and a sign of its own."""
    return format_html(
        '<span class="state state-{}"><span aria-hidden="true">{}</span> {}</span>',
        status.value, _SIGNS[status], status.label,
    )  # fmt: skip
