"""Staff forms of the import: a policy that is pasted or uploaded, and the same after its preview."""

import zlib
from base64 import b64decode, b64encode
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from privacy.inventory.collecting import staff_form

_SALT = "consent.importing"
_MOST_HOURS = 12  # between a preview and its import
_ROOM = 50_000  # bytes of a request besides the policy


@staff_form
class UploadForm(forms.Form):
    """An old policy: pasted, or as a file."""

    text = forms.CharField(
        label=gettext_lazy("Paste the page, or only its table of cookies"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy("Mark the whole page in the browser, copy it and paste it here."),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a file"),
        required=False,
        allow_empty_file=True,
        help_text=gettext_lazy(
            "A saved web page, text, Markdown or CSV. Save Word, PDF and Excel as one of these first."
        ),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a form without a policy, or with one that is too large to be sent back after the preview."""
        given = super().clean() or self.cleaned_data
        file, text = given.get("file"), given.get("text", "")
        if not file and not text.strip():
            self.add_error("text", _("Paste a text, or choose a file."))
            return given
        given["content"] = file.read() if file else text.encode()
        if len(pack(given["content"])) > settings.LARGEST_BODY - _ROOM:
            self.add_error("file" if file else "text", _("This is too large. Paste only the part about cookies."))
        return given


@staff_form
class ConfirmForm(forms.Form):
    """The policy of a preview that staff have seen."""

    content = forms.CharField(widget=forms.HiddenInput)

    def clean_content(self) -> bytes:
        try:
            return unpack(self.cleaned_data["content"])
        except signing.BadSignature as error:
            raise forms.ValidationError(_("The preview is too old. Send the policy once more.")) from error


def pack(content: bytes) -> str:
    """Return a policy as a signed text for a hidden field."""
    return signing.TimestampSigner(salt=_SALT).sign(b64encode(zlib.compress(content)).decode())


def unpack(text: str) -> bytes:
    """Return the policy in a hidden field. Raises ``BadSignature`` for any text that ``pack`` did not make."""
    packed = signing.TimestampSigner(salt=_SALT).unsign(text, max_age=_MOST_HOURS * 3600)
    return zlib.decompress(b64decode(packed))
