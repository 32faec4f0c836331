from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "traffic_police.cases"
    label = "cases"
