from privacy.registry import RegisteringAppConfig


class ShopConfig(RegisteringAppConfig):
    name = "shop"
