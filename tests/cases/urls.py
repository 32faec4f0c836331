"""The kernel's paths alone."""

from django.urls import include, path

from traffic_police.accounts.api import urlpatterns as tokens
from traffic_police.cases.api import health_urls, urlpatterns
from traffic_police.cases.file_urls import urlpatterns as files

urlpatterns = [
    path("api/v1/", include(([*tokens, *urlpatterns], "api"))),
    path("health/", include((health_urls, "health"))),
    path("", include((files, "cases"))),
]
