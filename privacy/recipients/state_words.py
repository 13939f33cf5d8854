"""Status of a transfer as HTML for the admin."""

from django.utils.html import format_html
from django.utils.safestring import SafeString

from privacy.recipients.enums import TransferStatus

_SIGNS = {TransferStatus.GREEN: "●", TransferStatus.AMBER: "▲", TransferStatus.RED: "■"}


def state(status: TransferStatus) -> SafeString:
    """Return the label of a status with its own colour and sign."""
    return format_html(
        '<span class="state state-{}"><span aria-hidden="true">{}</span> {}</span>',
        status.value, _SIGNS[status], status.label,
    )  # fmt: skip
