"""Links to pages of other apps and of the site."""

from django import template

from privacy.web import pages

register = template.Library()


@register.simple_tag
def page(name: str) -> str:
    """Return the path of the page that is this: ``{% page "contact" as contact %}``; empty where there is none."""
    return pages.path_to(name)
