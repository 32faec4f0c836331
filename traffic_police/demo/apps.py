from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The invented brigade of the first start of an embedded database."""

    name = "traffic_police.demo"
    label = "demo"
