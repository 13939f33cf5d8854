"""Status of a transfer as HTML for the admin; its tool, and the role of a recipient, in words."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from privacy.recipients.enums import Role, TransferStatus, TransferTool

_SIGNS = {TransferStatus.GREEN: "●", TransferStatus.AMBER: "▲", TransferStatus.RED: "■"}


def state(status: TransferStatus) -> SafeString:
    """Return the label of a status with its own colour and sign."""
    return format_html(
        '<span class="state state-{}"><span aria-hidden="true">{}</span> {}</span>',
        status.value, _SIGNS[status], status.label,
    )  # fmt: skip


def role_in_words(role: str) -> str:
    """Return the role of a recipient in words; nobody has entered an empty one."""
    return str(Role(role).label) if role else _("role not known")


def tool_in_words(tool: str) -> str:
    """Return a transfer tool in words; an empty one is not verified."""
    return str(TransferTool(tool).label) if tool else _("we have not verified what the transfer rests on")
