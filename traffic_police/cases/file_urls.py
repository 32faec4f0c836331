"""Paths of stored files and progress; the lead includes them in the namespace `cases`."""

from django.urls import path

from traffic_police.cases import file_views

urlpatterns = [
    path("evidence/<int:evidence_id>/", file_views.evidence_file, name="evidence"),
    path("evidence/<int:evidence_id>/thumbnail/", file_views.evidence_thumbnail, name="thumbnail"),
    path("documents/<int:document_id>/pdf/", file_views.document_pdf, name="document-pdf"),
    path("jobs/<int:job_id>/", file_views.job_progress, name="job"),
    path("v/<str:code>/", file_views.verify_document, name="verify"),
]
