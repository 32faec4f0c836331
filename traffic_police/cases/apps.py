from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "traffic_police.cases"
    label = "cases"
    verbose_name = _("Cases")

    def ready(self) -> None:
        from traffic_police.cases import checks, syncing  # noqa: F401 - registers checks and syncers
        from traffic_police.cases.pages.places import register_places

        register_places()
