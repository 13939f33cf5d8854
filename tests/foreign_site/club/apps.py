from privacy.registry import RegisteringAppConfig


class ClubConfig(RegisteringAppConfig):
    name = "club"
