"""Pages of reports, under /reports/."""

from django.urls import path

from traffic_police.reports import views

app_name = "reports"
urlpatterns = [
    path("reports/", views.report_list, name="list"),
    path("reports/<int:report_id>/", views.report_page, name="report"),
    path("reports/<int:report_id>/cases/", views.report_cases, name="cases"),
    path("reports/<int:report_id>/files/<str:suffix>/", views.report_file, name="file"),
]
