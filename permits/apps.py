from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PermitsConfig(AppConfig):
    name = "permits"
    verbose_name = _("Permits")

    def ready(self) -> None:
        from permits import changes, constraints  # noqa: F401 - register themselves
        from permits.figures import FIGURES
        from permits.pages import places
        from permits.states import PERMIT
        from permits.syncing import sync_notices
        from traffic_police.cases.common import register_common
        from traffic_police.cases.kinds import register
        from traffic_police.cases.syncing import register_syncer
        from traffic_police.reports import figures

        register_common(register(PERMIT))
        places.register_pages(PERMIT)
        register_syncer("notices", sync_notices)
        figures.register(FIGURES)
