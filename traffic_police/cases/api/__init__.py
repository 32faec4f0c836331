"""The API of the kernel: cases of every kind, their acts, evidence and documents; jobs; health."""

from traffic_police.cases.api.fields import StrictParametersMixin, checked_parameters, officer_of
from traffic_police.cases.api.urls import health_urls, urlpatterns
from traffic_police.cases.idempotency import ApiView

__all__ = ["ApiView", "StrictParametersMixin", "checked_parameters", "health_urls", "officer_of", "urlpatterns"]
