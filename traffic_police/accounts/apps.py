from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "traffic_police.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from traffic_police import checks  # noqa: F401 - registers the checks
