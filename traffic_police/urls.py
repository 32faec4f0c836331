"""The only place that names every app's pages and API."""

from django.urls import URLPattern, URLResolver, include, path

from accidents import api as accidents_api
from permits import api as permits_api
from traffic_police.accounts import api as accounts_api
from traffic_police.cases import api as cases_api
from traffic_police.cases import face_views, file_views
from traffic_police.cases.pages import home, subjects
from traffic_police.registry import api as registry_api
from traffic_police.reports import urls_api as reports_api
from violations import api as violations_api

api_urls: list[URLPattern | URLResolver] = [
    *accounts_api.urlpatterns,
    *registry_api.urlpatterns,
    *cases_api.urlpatterns,
    *reports_api.urlpatterns,
    *violations_api.urls_api,
    *permits_api.urls_api,
    *accidents_api.urls_api,
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("search/", subjects.search, name="search"),
    path("theme/", face_views.theme, name="theme"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("v/<str:code>/", file_views.verify_document, name="verify"),
    path("", include("traffic_police.accounts.urls")),
    path("", include("traffic_police.registry.urls")),
    path("", include("traffic_police.cases.urls")),
    path("", include("traffic_police.reports.urls")),
    path("violations/", include("violations.urls")),
    path("permits/", include("permits.urls")),
    path("", include("accidents.urls")),
    path("api/v1/", include((api_urls, "api"))),
    path("health/", include((cases_api.health_urls, "health"))),
]
