from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "traffic_police.registry"
    label = "registry"
