"""Pages of accidents: the desk, and the phones of the parties."""

from django.urls import path

from accidents.pages import desk, phone

app_name = "accidents"
urlpatterns = [
    path("accidents/", desk.desk, name="desk"),
    path("accidents/new/", desk.new, name="new"),
    path("accidents/eligibility/", desk.answer, name="answer"),
    path("accidents/shots/<int:shot_id>/", desk.shot, name="shot"),
    path("accidents/<str:number>/", desk.desk, name="one"),
    path("accidents/<str:number>/live/", desk.live, name="live"),
    path("accidents/<str:number>/<str:what>/", desk.act, name="act"),
    path("q/<str:token>/", phone.phone, name="phone"),
    path("q/<str:token>/start/", phone.start, name="phone-start"),
    path("q/<str:token>/photos/<str:slot>/", phone.photo, name="phone-photo"),
    path("q/<str:token>/clear/", phone.clear, name="phone-clear"),
    path("q/<str:token>/sign/", phone.sign, name="phone-sign"),
    path("q/<str:token>/review/", phone.review, name="phone-review"),
    path("q/<str:token>/document/", phone.document, name="phone-document"),
]
