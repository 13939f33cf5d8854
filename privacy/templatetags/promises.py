"""Promising sentences outside the policy."""

from django import template

from privacy.register.statements import site_sentences

register = template.Library()


@register.simple_tag
def promised(key: str, **facts: object) -> str:
    """Show a promising sentence while its promises are proven: ``{% promised "newsletter.erasure" %}``.

    With ``as NAME``, the sentence is stored instead: it is empty if it is withheld.
    """
    return site_sentences.promised(key, **facts)
