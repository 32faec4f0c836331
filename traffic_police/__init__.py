"""The composition root of the brigade's case system."""

try:
    from traffic_police.celery import app as celery_app
except ModuleNotFoundError:  # the launcher imports this package before anything is installed
    celery_app = None  # type: ignore[assignment]

__all__ = ["celery_app"]
