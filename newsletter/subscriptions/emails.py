"""Mails about a subscription, without tracking (LAW C-26)."""

from collections.abc import Mapping
from datetime import datetime
from email.utils import formataddr, parseaddr
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from newsletter.conf import newsletter_settings
from newsletter.subscriptions import links
from newsletter.subscriptions.links import LinkPurpose
from newsletter.subscriptions.models import PendingSignUp, Subscription
from newsletter.subscriptions.wording import controller_name
from newsletter.topics.queries import titles_of
from privacy.conf import privacy_settings
from privacy.law.deadlines import local_date
from privacy.letters.layout import sign
from privacy.letters.mail import AutomaticMail
from privacy.policy.enums import MaterialChange
from privacy.register import in_force
from privacy.register.languages.fields import in_language
from privacy.register.models import Announcement
from privacy.register.purposes.queries import with_settings
from privacy.web import tokens
from privacy.web.pages import path_to

CONFIRM, UNDO, RECEIPT = "newsletter.confirm", "newsletter.undo", "newsletter.receipt"


def confirm_url(pending_id: UUID) -> str:
    """Return the absolute URL of the confirmation page, in the active language."""
    return privacy_settings().base_url + reverse("newsletter:confirm", args=[tokens.make_token(CONFIRM, pending_id)])


def unsubscribe_url(address: str) -> str:
    """Return the absolute URL of the page on which a person leaves the list, in the active language."""
    return unsubscribe_page(links.make_token(LinkPurpose.UNSUBSCRIBE, address))


def unsubscribe_page(token: str) -> str:
    """Return the absolute URL of the page on which the person of a token leaves the list, in the active language."""
    return privacy_settings().base_url + reverse("newsletter:unsubscribe", args=[token])


def sender() -> str:
    """Return the From header, which names the sender (LAW M-04)."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((name or controller_name(), address))


def preferences_url(address: str, now: datetime) -> str:
    """Return the absolute URL of the page on which a person changes what they get, in the active language."""
    return preferences_page(links.make_settings_token(address, local_date(now)))


def preferences_page(token: str) -> str:
    """Return the absolute URL of the settings of a token's person, in the active language."""
    return privacy_settings().base_url + reverse("newsletter:preferences", args=[token])


def confirmation_request(pending: PendingSignUp) -> AutomaticMail:
    """Compose the mail that asks the owner of the address to confirm."""
    with translation.override(pending.language):
        subject = _("Confirm that you want the newsletter")
        context = {
            "url": confirm_url(pending.pk),
            "until": pending.retain_until,
            "is_moving": pending.replaces is not None,
        }
        why = _("You get this because somebody entered this address to get our newsletter.")
        return letter(pending.email, subject, "newsletter/mail/confirm.txt", context, why)


def already_subscribed(subscription: Subscription, now: datetime) -> AutomaticMail:
    """Compose the mail to an active subscriber who signed up again, with the ways out."""
    with translation.override(subscription.language):
        subject = _("You already get the newsletter")
        context = {
            "url": unsubscribe_url(subscription.email),
            "preferences_url": preferences_url(subscription.email, now),
            "since": subscription.confirmed_at,
        }
        return letter(subscription.email, subject, "newsletter/mail/already.txt", context)


def welcome(subscription: Subscription, now: datetime) -> AutomaticMail:
    """Compose the first mail to a subscriber: what they said yes to, and the ways out."""
    with translation.override(subscription.language):
        context = {
            "url": unsubscribe_url(subscription.email),
            "preferences_url": preferences_url(subscription.email, now),
            "topics": titles_of(subscription.topics),
            "since": subscription.confirmed_at,
        }
        return letter(subscription.email, _("Welcome to the newsletter"), "newsletter/mail/welcome.txt", context)


def moved(subscription: Subscription) -> AutomaticMail:
    """Compose the mail to the earlier address of a subscription that has moved. It does not say where to."""
    with translation.override(subscription.language):
        context = {"signup_url": privacy_settings().base_url + reverse("newsletter:signup")}
        return letter(subscription.email, _("The newsletter has moved"), "newsletter/mail/moved.txt", context)


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
        subject = _("Our privacy policy has changed")
        return letter(subscription.email, subject, "newsletter/mail/policy_changed.txt", context)


def letter(address: str, subject: str, template: str, context: Mapping[str, object], reason: str = "") -> AutomaticMail:
    """Compose a mail of the list, with the ways out in its headers, in the active language."""
    text = render_to_string(template, {**context, **footer_context()})
    why = reason or _("You get this because you signed up for our newsletter and confirmed it.")
    return AutomaticMail(subject, sign(text, why), sender(), [address], headers=way_out_headers(address))


def footer_context() -> dict[str, object]:
    return {
        "name": controller_name(),
        "controller": with_settings(in_force.controller()),
        "policy_url": privacy_settings().base_url + reverse("privacy:policy"),
    }


def way_out_headers(address: str) -> dict[str, str]:
    """Return the headers by which a person leaves the list (RFC 2369, 2919 and 8058), in the active language."""
    token = links.make_token(LinkPurpose.UNSUBSCRIBE, address)
    return {**headers_of_list(), "List-Unsubscribe": ways_out(unsubscribe_page(token), token)}


def ways_out(page: str, token: str) -> str:
    """Return the header that names the ways out: the page, and a mail if somebody or something reads it."""
    mailbox = newsletter_settings().unsubscribe_address
    return f"<{page}>, <mailto:{mailbox}?subject=unsubscribe%20{token}>" if mailbox else f"<{page}>"


def headers_of_list() -> dict[str, str]:
    """Return the headers that are the same in every mail of the list."""
    return {
        "List-Id": f"<newsletter.{privacy_settings().domain}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
