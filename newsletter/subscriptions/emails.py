"""Mails about a subscription, without tracking (LAW C-26)."""

from collections.abc import Mapping
from email.utils import formataddr, parseaddr
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from newsletter.conf import newsletter_settings
from newsletter.subscriptions import links
from newsletter.subscriptions.enums import SubscriptionState
from newsletter.subscriptions.links import LinkPurpose
from newsletter.subscriptions.models import Subscription
from newsletter.subscriptions.wording import controller_name
from privacy.conf import privacy_settings
from privacy.languages.fields import in_language
from privacy.letters.layout import sign
from privacy.letters.mail import AutomaticMail
from privacy.policy.enums import MaterialChange
from privacy.purposes.queries import with_settings
from privacy.register import in_force
from privacy.register.models import Announcement
from privacy.web import tokens
from privacy.web.pages import path_to

CONFIRM = "newsletter.confirm"


def confirm_url(subscription_id: UUID) -> str:
    """Return the absolute URL of the confirmation page, in the active language."""
    return privacy_settings().base_url + reverse(
        "newsletter:confirm", args=[tokens.make_token(CONFIRM, subscription_id)]
    )


def unsubscribe_url(address: str) -> str:
    """Return the absolute URL of the page on which a person leaves the list, in the active language."""
    token = links.make_token(LinkPurpose.UNSUBSCRIBE, address)
    return privacy_settings().base_url + reverse("newsletter:unsubscribe", args=[token])


def sender() -> str:
    """Return the From header, which names the sender (LAW M-04)."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((name or controller_name(), address))


def confirmation_request(subscription: Subscription) -> AutomaticMail:
    """Compose the mail that asks the owner of the address to confirm."""
    with translation.override(subscription.language):
        subject = _("Confirm that you want the newsletter")
        context = {"url": confirm_url(subscription.pk), "until": subscription.retain_until}
        return _letter(subscription, subject, "newsletter/mail/confirm.txt", context)


def already_subscribed(subscription: Subscription) -> AutomaticMail:
    """Compose the mail to an active subscriber who signed up again, with the unsubscribe link."""
    with translation.override(subscription.language):
        subject = _("You already get the newsletter")
        context = {"url": unsubscribe_url(subscription.email), "since": subscription.confirmed_at}
        return _letter(subscription, subject, "newsletter/mail/already.txt", context)


def policy_changed(subscription: Subscription, announcement: Announcement) -> AutomaticMail:
    """Compose the mail about a material change of the policy, with the unsubscribe link."""
    with translation.override(subscription.language):
        pair = [announcement.replaced, announcement.pk]
        context = {
            "changes": [
                f"{in_language(change['title'])}: {MaterialChange(change['kind']).label}"
                for change in announcement.changes
            ],
            "changes_url": privacy_settings().base_url + reverse("privacy:changes", args=pair),
            "unsubscribe_url": unsubscribe_url(subscription.email),
            "rights_url": privacy_settings().base_url + path_to("rights"),
        }
        return _letter(subscription, _("Our privacy policy has changed"), "newsletter/mail/policy_changed.txt", context)


def _letter(subscription: Subscription, subject: str, template: str, context: Mapping[str, object]) -> AutomaticMail:
    text = render_to_string(template, {**context, **footer_context()})
    return AutomaticMail(subject, sign(text, _reason(subscription)), sender(), [subscription.email])


def _reason(subscription: Subscription) -> str:
    """Return why somebody gets a mail about a subscription, in the active language."""
    if subscription.state == SubscriptionState.ACTIVE:
        return _("You get this because you signed up for our newsletter and confirmed it.")
    return _("You get this because somebody entered this address to get our newsletter.")


def footer_context() -> dict[str, object]:
    return {
        "name": controller_name(),
        "controller": with_settings(in_force.controller()),
        "policy_url": privacy_settings().base_url + reverse("privacy:policy"),
    }


def list_headers(address: str) -> dict[str, str]:
    """Return the headers of a mail of the list to a person (RFC 2369, 2919 and 8058), in the active language."""
    ways = [f"<{unsubscribe_url(address)}>"]
    if mailbox := newsletter_settings().unsubscribe_address:
        token = links.make_token(LinkPurpose.UNSUBSCRIBE, address)
        ways.append(f"<mailto:{mailbox}?subject=unsubscribe%20{token}>")
    return {**headers_of_list(), "List-Unsubscribe": ", ".join(ways)}


def headers_of_list() -> dict[str, str]:
    """Return the headers that are the same in every mail of the list."""
    return {
        "List-Id": f"<newsletter.{privacy_settings().domain}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Precedence": "bulk",
    }
