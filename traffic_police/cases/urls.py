"""Pages of the kernel."""

from django.urls import path

from traffic_police.cases import evidencing_views as evidence
from traffic_police.cases.pages import actions, case, exporting, lists, subjects

app_name = "cases"
urlpatterns = [
    path("board/", lists.board, name="board"),
    path("cases/", lists.case_list, name="list"),
    path("cases/export/", exporting.export, name="export"),
    path("cases/bulk/", actions.bulk, name="bulk"),
    path("cases/<str:number>/", case.case_page, name="case"),
    path("cases/<str:number>/acts/<str:name>/", case.act_page, name="act"),
    path("subjects/vehicles/<str:plate_kind>/<str:plate>/", subjects.vehicle, name="vehicle"),
    path("subjects/people/<str:token>/", subjects.person, name="person"),
]
