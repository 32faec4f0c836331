from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ViolationsConfig(AppConfig):
    name = "violations"
    verbose_name = _("Violations")

    def ready(self) -> None:
        from traffic_police.cases.common import register_common
        from traffic_police.cases.kinds import register
        from traffic_police.cases.syncing import register_syncer
        from traffic_police.registry.importing.engine import register as register_importer
        from traffic_police.reports import exceptions, figures
        from violations import changes, constraints  # noqa: F401 - register themselves
        from violations.figures import FIGURES, WATCHES
        from violations.importing.importer import Violations
        from violations.pages import places
        from violations.states import VIOLATION
        from violations.syncing import sync_offences

        register_common(register(VIOLATION))
        register_importer(Violations())
        places.register_pages(VIOLATION)
        register_syncer("offences", sync_offences)
        figures.register(FIGURES)
        exceptions.register_watches(*WATCHES)
