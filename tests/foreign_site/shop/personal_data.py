from privacy.inventory.declarations import exempt
from privacy.inventory.enums import NotPersonal
from shop.models import Article

exempt(Article, NotPersonal.REGISTER)
