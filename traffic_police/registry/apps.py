from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistryConfig(AppConfig):
    name = "traffic_police.registry"
    label = "registry"
    verbose_name = _("Register")

    def ready(self) -> None:
        from traffic_police.registry.importing import registers

        registers.register_all()
