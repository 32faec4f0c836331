"""Paths of the kernel's API: `urlpatterns` under /api/v1/, `health_urls` under /health/."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from traffic_police.cases.api import cases, evidence, work

urlpatterns = [
    path("cases/", cases.CaseList.as_view(), name="cases"),
    path("cases/<str:number>/", cases.CaseDetail.as_view(), name="case"),
    path("cases/<str:number>/timeline/", cases.CaseTimeline.as_view(), name="case-timeline"),
    path("cases/<str:number>/deadlines/", cases.CaseDeadlines.as_view(), name="case-deadlines"),
    path("cases/<str:number>/documents/", cases.CaseDocuments.as_view(), name="case-documents"),
    path("cases/<str:number>/evidence/", evidence.CaseEvidence.as_view(), name="case-evidence"),
    path("cases/<str:number>/acts/", cases.CaseActs.as_view(), name="case-acts"),
    path("cases/<str:number>/acts/<str:act>/", cases.CaseAct.as_view(), name="case-act"),
    path("jobs/<int:job_id>/", work.JobDetail.as_view(), name="job"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path(
        "docs/",
        SpectacularSwaggerSplitView.as_view(url_name="api:schema", template_name="cases/api_docs.html"),
        name="docs",
    ),
]
health_urls = [
    path("live", work.Live.as_view(), name="live"),
    path("ready", work.Ready.as_view(), name="ready"),
    path("work", work.Work.as_view(), name="work"),
]
