"""Paths of reports below /api/v1/, in the namespace `api`."""

from django.urls import path

from traffic_police.reports import api

urlpatterns = [
    path("reports/", api.ReportList.as_view(), name="reports"),
    path("reports/<int:report_id>/", api.ReportDetail.as_view(), name="report"),
    path("reports/<int:report_id>/cases/", api.ReportCases.as_view(), name="report-cases"),
    path("reports/<int:report_id>/files/<str:suffix>/", api.ReportFile.as_view(), name="report-file"),
]
