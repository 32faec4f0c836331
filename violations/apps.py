from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ViolationsConfig(AppConfig):
    name = "violations"
    verbose_name = _("Violations")

    def ready(self) -> None:
        from traffic_police.cases.common import register_common  # noqa: PLC0415
        from traffic_police.cases.kinds import register  # noqa: PLC0415
        from traffic_police.reports import exceptions, figures  # noqa: PLC0415
        from violations.figures import FIGURES, WATCHES  # noqa: PLC0415
        from violations.states import VIOLATION  # noqa: PLC0415

        register_common(register(VIOLATION))
        figures.register(FIGURES)
        exceptions.register_watches(*WATCHES)
