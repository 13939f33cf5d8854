"""Accessible names for the forms of templates that are not ours."""

import re

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
_FORM = re.compile(r"<form(?![^>]*\saria-label)(?=[\s>])")


class NamedForms(template.Node):
    """What ``namedforms`` renders."""

    def __init__(self, nodelist: NodeList, name: FilterExpression) -> None:
        self.nodelist = nodelist
        self.name = name

    def render(self, context: template.Context) -> SafeString:
        name = escape(self.name.resolve(context))
        html = self.nodelist.render(context)
        # Only the first: two forms of one name would be told apart by nobody.
        return mark_safe(_FORM.sub(lambda _tag: f'<form aria-label="{name}"', html, count=1))  # noqa: S308


@register.tag
def namedforms(parser: Parser, token: Token) -> NamedForms:
    """Give the first form in the block that has no accessible name this one: ``{% namedforms title %}``."""
    _tag, name = token.split_contents()
    nodelist = parser.parse(("endnamedforms",))
    parser.delete_first_token()
    return NamedForms(nodelist, parser.compile_filter(name))
