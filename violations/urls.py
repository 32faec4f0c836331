"""Pages of violations."""

from django.urls import path

from violations.pages import log

app_name = "violations"
urlpatterns = [
    path("log/", log.log, name="log"),
    path("log/card/", log.card, name="log-card"),
    path("log/driver/<int:driver_id>/", log.driver, name="log-driver"),
    path("log/offences/", log.offences, name="log-offences"),
    path("log/answer/", log.answer, name="log-answer"),
    path("log/paper/", log.paper, name="log-paper"),
]
