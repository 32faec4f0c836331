from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccidentsConfig(AppConfig):
    name = "accidents"
    verbose_name = _("Accidents")

    def ready(self) -> None:
        from accidents import changes, constraints  # noqa: F401 - register themselves
        from accidents.figures import FIGURES, WATCHES
        from accidents.importing.importer import Accidents
        from accidents.pages import places
        from accidents.states import ACCIDENT
        from traffic_police.cases.common import register_common
        from traffic_police.cases.kinds import register
        from traffic_police.registry.importing.engine import register as register_importer
        from traffic_police.reports import exceptions, figures

        register_common(register(ACCIDENT))
        register_importer(Accidents())
        places.register_pages(ACCIDENT)
        figures.register(FIGURES)
        exceptions.register_watches(*WATCHES)
