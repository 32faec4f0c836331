"""Pages and API of reports with what their shell links to."""

from django.http import HttpResponse
from django.urls import include, path

from traffic_police.reports import urls_api

urlpatterns = [
    path("", include("traffic_police.reports.urls")),
    path("", include("traffic_police.accounts.urls")),
    path("", include("traffic_police.cases.urls")),
    path("api/v1/", include((urls_api.urlpatterns, "api"))),
    path("", lambda request: HttpResponse(""), name="home"),
]
