"""Pages of permits."""

from django.urls import path

from permits.pages import applying, desk, showing

app_name = "permits"
urlpatterns = [
    path("", desk.desk, name="desk"),
    path("new/", applying.new, name="new"),
    path("apply/<str:token>/", applying.by_link, name="link"),
    path("p/<str:token>/", showing.phone, name="phone"),
    path("pdf/<str:number>/", showing.pdf, name="pdf"),
    path("scan/", showing.scan, name="scan"),
    path("live/", showing.live, name="live"),
    path("<str:number>/edit/", applying.edit, name="edit"),
]
