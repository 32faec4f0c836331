"""The kernel's paths with the few others that its pages lead to."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from traffic_police.accounts.api import urlpatterns as tokens
from traffic_police.cases import face_views
from traffic_police.cases.api import health_urls, urlpatterns
from traffic_police.cases.file_urls import urlpatterns as files


def nothing(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [
    path("api/v1/", include(([*tokens, *urlpatterns], "api"))),
    path("health/", include((health_urls, "health"))),
    path("accounts/", include("traffic_police.accounts.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("theme/", face_views.theme, name="theme"),
    path("find/", nothing, name="search"),
    path("home/", nothing, name="home"),
    path("", include((files, "cases"))),
]
