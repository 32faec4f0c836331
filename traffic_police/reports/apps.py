from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "traffic_police.reports"
    label = "reports"
