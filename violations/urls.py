"""Pages of violations."""

from django.urls import path

from violations.pages import log, offences

app_name = "violations"
urlpatterns = [
    path("offences/", offences.table, name="offences"),
    path("offences/<int:offence_id>/code/", offences.fill_code, name="offence-code"),
    path("log/", log.log, name="log"),
    path("log/card/", log.card, name="log-card"),
    path("log/driver/<int:driver_id>/", log.driver, name="log-driver"),
    path("log/offences/", log.offences, name="log-offences"),
    path("log/answer/", log.answer, name="log-answer"),
    path("log/paper/", log.paper, name="log-paper"),
]
