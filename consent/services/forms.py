"""Staff forms of the register: lifetimes in words, hosts on lines."""

import re
from typing import Any, cast
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from consent.services.enums import Category
from consent.services.models import Service, StorageItem
from privacy.inventory.collecting import staff_form
from privacy.law.durations import LONGEST_SECONDS, lifetime_in_words
from privacy.law.lifetimes import LifetimeFlaw, read_lifetime
from privacy.register.purposes.models import Purpose

_HOST = re.compile(r"(https|wss)://(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}(:[0-9]{1,5})?")
_PREFIX = "hosts_"


class LifetimeField(forms.CharField):
    """A lifetime in words, such as “13 months” or “session”; kept in seconds. Bare digits are seconds."""

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, int):
            return value
        words = lifetime_in_words(value)
        return words if read_lifetime(words).seconds == value else value  # words are rounded

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        if text.isdigit():
            return min(int(text), LONGEST_SECONDS)
        reading = read_lifetime(text)
        if reading.seconds is None or reading.flaw is LifetimeFlaw.MISSPELT:
            raise ValidationError(_("Write a lifetime such as 13 months, 30 days, 2 hours or session."), code="unread")
        return reading.seconds

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial) or "") != str(data or "")


class HostsField(forms.CharField):
    """Hosts that a page may reach, each on its own line. A pasted address is reduced to its host."""

    widget = forms.Textarea(attrs={"rows": 2})

    def __init__(self, label: Any) -> None:
        super().__init__(
            label=capfirst(label),
            required=False,
            help_text=_("One host on each line, such as https://cdn.example.com. Empty: none."),
        )

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        hosts = [_host(line) for line in str(value or "").split()]
        if wrong := [host for host in hosts if not _HOST.fullmatch(host)]:
            raise ValidationError(
                _("“%(host)s” is not a host, such as https://cdn.example.com or https://*.example.com."),
                code="no_host",
                params={"host": wrong[0]},
            )
        return list(dict.fromkeys(hosts))


def _host(line: str) -> str:
    parts = urlsplit(line if "//" in line else f"https://{line}")
    return f"{parts.scheme}://{parts.netloc}".lower()


@staff_form
class StorageItemForm(forms.ModelForm):
    """Form of a storage item; a necessary item needs a reviewer and a date (LAW C-14)."""

    lifetime_seconds = LifetimeField(
        label=capfirst(_("lifetime")),
        required=False,
        help_text=_("In words: 13 months, 30 days, 2 hours, session. Empty: not known."),
    )
    documented_seconds = LifetimeField(
        label=capfirst(_("lifetime that the vendor documents")),
        required=False,
        help_text=_("In words, where it is another."),
    )

    class Meta:
        model = StorageItem
        fields = "__all__"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("category") == Category.NECESSARY:
            for name, message in (
                ("justification", _("Say why it is necessary.")),
                ("reviewer", _("Enter who reviewed that it is necessary.")),
                ("reviewed_on", _("Enter when it was reviewed.")),
            ):
                if name not in self.errors and not cleaned.get(name):
                    self.add_error(name, message)
        return cleaned


@staff_form
class ServiceForm(forms.ModelForm):
    """Form of a service: purposes are chosen among those of the register, hosts are entered on lines."""

    purposes = forms.MultipleChoiceField(
        label=capfirst(_("purposes")),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "checks"}),
        help_text=_("What its data is used for (LAW P13)."),
    )
    hosts_script = HostsField(_("scripts from"))
    hosts_connect = HostsField(_("sends data to"))
    hosts_img = HostsField(_("images from"))
    hosts_frame = HostsField(_("frames from"))
    hosts_style = HostsField(_("styles from"))
    hosts_font = HostsField(_("fonts from"))
    hosts_media = HostsField(_("video and sound from"))

    class Meta:
        model = Service
        exclude = ("hosts",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {purpose.key: str(purpose) for purpose in Purpose.objects.filter(is_in_notice=True)}
        gone = {key: _("%(key)s (not in the register)") % {"key": key} for key in self.instance.purposes}
        cast("forms.ChoiceField", self.fields["purposes"]).choices = list((gone | known).items())
        for name in self._host_fields():
            self.initial[name] = self.instance.hosts.get(name.removeprefix(_PREFIX), [])

    def _host_fields(self) -> list[str]:
        return [name for name, field in self.fields.items() if isinstance(field, HostsField)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        written = {name.removeprefix(_PREFIX): cleaned.get(name) for name in self._host_fields()}
        self.instance.hosts = {kind: hosts for kind, hosts in (self.instance.hosts | written).items() if hosts}
        return cleaned
