from django.urls import path

from traffic_police.registry import views

app_name = "registry"

urlpatterns = [
    path("registry/imports/", views.imports, name="imports"),
    path("registry/imports/<int:pk>/", views.import_run, name="import"),
    path("registry/imports/<int:pk>/errors/", views.import_errors, name="import-errors"),
]
