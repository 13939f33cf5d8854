"""Staff forms of a page of our own and of its blocks."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consent.gate import offer as offers
from privacy.inventory.collecting import staff_form
from privacy.pictures.errors import PictureRefused
from privacy.pictures.image_file import ImageFile
from privacy.pictures.reading import ACCEPTED
from proviso_site.content import operations, publishing
from proviso_site.content.addresses import address_from, is_taken, leads_somewhere
from proviso_site.content.embeds import embed_of
from proviso_site.content.enums import BlockKind
from proviso_site.content.errors import EmbedRefused
from proviso_site.content.models import Block, ContentPage

_LAST = 32_000


@staff_form
class ContentPageForm(forms.ModelForm):
    """A page without its blocks. An address that is left empty is made from the title."""

    class Meta:
        model = ContentPage
        fields = ("title", "lead", "address", "is_in_menu", "order", "is_front")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for code, words in (cleaned.get("address") or {}).items():
            if is_taken(address_from(words), code, key=str(self.instance.pk)):
                self.add_error("address", _("Another page of the site has this address already."))
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc] # fills the instance
        publishing.complete_addresses(self.instance)


def _services() -> list[tuple[str, str]]:
    """Return the optional services of the register in force, for the choice of one."""
    offer = offers.current()
    listed = [(service.key, service.facts.name) for service in offer.services if service.hosts] if offer else []
    return [("", str(_("The one that the address belongs to"))), *listed]


@staff_form
class BlockForm(forms.ModelForm):
    """A block; which fields it shows depends on its kind."""

    service = forms.ChoiceField(
        label=_("Service"), required=False, choices=_services,
        help_text=_("The content is held back until a visitor has said yes to this service."),
    )  # fmt: skip
    upload = forms.FileField(
        label=_("Picture"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=_(
            "As your telephone or program saves it: JPEG, PNG, WebP or AVIF, 15 MB at a time. It is made small enough "
            "for a page, and what the file tells of place and camera is left out."
        ),
    )
    order = forms.IntegerField(
        label=_("Order"), required=False, min_value=0, max_value=_LAST,
        widget=forms.NumberInput(
            attrs={"data-up": _("Up"), "data-down": _("Down"), "data-open": _("Open"), "data-close": _("Close")}
        ),
    )  # fmt: skip

    class Meta:
        model = Block
        fields = ("kind", "text", "address", "service", "upload", "is_decorative", "order")
        widgets = {"address": forms.Textarea(attrs={"rows": 2})}
        labels = {"address": _("Address")}
        help_texts = {
            "text": _(
                "Paragraphs are set apart by an empty line. **bold**, [a link](https://example.com), - a list, "
                "### a small heading."
            ),
            "address": _(
                "For a link, a page of this site, such as /kontakt/, or an address with https://. For content of a "
                "service, its address, or the code that the service gives you."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.initial["order"] = None  # after those that are there

    def clean_upload(self) -> ImageFile | None:
        upload = self.cleaned_data.get("upload")
        try:
            return operations.read_picture(upload.read()) if upload else None
        except PictureRefused as refused:
            raise ValidationError(str(refused), code="refused") from refused

    def clean_order(self) -> int:
        order = self.cleaned_data.get("order")
        return _LAST if order is None else int(order)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind, address = cleaned.get("kind"), (cleaned.get("address") or "").strip()
        if kind != BlockKind.TEXT:
            cleaned["text"] = {code: " ".join(words.split()) for code, words in (cleaned.get("text") or {}).items()}
        if kind == BlockKind.LINK and not leads_somewhere(address):
            self.add_error(
                "address",
                _("This leads nowhere. Write a path of this site, such as /kontakt/, or an address with https://."),
            )
        if kind == BlockKind.EMBED:
            try:
                cleaned["service"] = embed_of(address, cleaned.get("service") or "").service
            except EmbedRefused as refused:
                self.add_error("address", str(refused))
        return cleaned

    def save(self, commit: bool = True) -> Block:
        """Keep the picture that was sent, and then the block."""
        if image := self.cleaned_data.get("upload"):
            self.instance.picture = operations.keep_picture(image=image)
        return cast("Block", super().save(commit))
