from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "traffic_police.reports"
    label = "reports"
    verbose_name = _("Reports")

    def ready(self) -> None:
        from traffic_police.cases.context import Place, register_place
        from traffic_police.cases.signals import after_acts, after_deadlines, after_records
        from traffic_police.reports import rolling

        after_acts.connect(rolling.after_acts_were_written, dispatch_uid="reports.acts")
        after_deadlines.connect(rolling.after_deadlines_were_settled, dispatch_uid="reports.deadlines")
        after_records.connect(rolling.after_records_came_in, dispatch_uid="reports.records")
        register_place(
            Place("reports:list", "report", _("Reports"), _("Look up and report"), order=70, prefix="/reports/")
        )
