"""Exemption of the models from the declarations of personal data: the company's own words and pictures."""

from privacy.inventory.declarations import NotPersonal, exempt
from proviso_site.content.models import Block, ContentPage, Picture

exempt(ContentPage, NotPersonal.REGISTER)

exempt(Block, NotPersonal.REGISTER)

exempt(Picture, NotPersonal.REGISTER)
