"""Pages of the kernel."""

from django.urls import path

from traffic_police.cases import face_views, file_views
from traffic_police.cases.pages import actions, blocks, case, evidence, exporting, lists, subjects

app_name = "cases"
urlpatterns = [
    path("board/", lists.board, name="board"),
    path("cases/", lists.case_list, name="list"),
    path("cases/export/", exporting.export, name="export"),
    path("cases/bulk/", actions.bulk, name="bulk"),
    path("cases/<str:number>/", case.case_page, name="case"),
    path("cases/<str:number>/evidence/", evidence.add, name="evidence-add"),
    path("evidence/<int:evidence_id>/", file_views.evidence_file, name="evidence-file"),
    path("evidence/<int:evidence_id>/small/", file_views.evidence_thumbnail, name="evidence-thumb"),
    path("documents/<int:document_id>/", file_views.document_pdf, name="document"),
    path("jobs/<int:job_id>/", file_views.job_progress, name="job"),
    path("cases/<str:number>/acts/<str:name>/", case.act_page, name="act"),
    path("numbers/", blocks.listed, name="blocks"),
    path("numbers/new/", blocks.add, name="block-add"),
    path("subjects/vehicles/<str:plate_kind>/<str:plate>/", subjects.vehicle, name="vehicle"),
    path("subjects/people/<str:token>/", subjects.person, name="person"),
    path("styleguide/", face_views.styleguide, name="styleguide"),
]
