from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ViolationsConfig(AppConfig):
    name = "violations"
    verbose_name = _("Violations")

    def ready(self) -> None:
        from traffic_police.cases.common import register_common  # noqa: PLC0415
        from traffic_police.cases.kinds import register  # noqa: PLC0415
        from traffic_police.cases.syncing import register_syncer  # noqa: PLC0415
        from traffic_police.reports import exceptions, figures  # noqa: PLC0415
        from violations import changes, constraints  # noqa: F401, PLC0415 - register themselves
        from violations.figures import FIGURES, WATCHES  # noqa: PLC0415
        from violations.pages import places  # noqa: PLC0415
        from violations.states import VIOLATION  # noqa: PLC0415
        from violations.syncing import sync_offences  # noqa: PLC0415

        register_common(register(VIOLATION))
        places.register_pages(VIOLATION)
        register_syncer("offences", sync_offences)
        figures.register(FIGURES)
        exceptions.register_watches(*WATCHES)
