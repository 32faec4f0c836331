from django.urls import path

from traffic_police.accounts import people, views

app_name = "accounts"

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="sign-in"),
    path("sign-out/", views.SignOut.as_view(), name="sign-out"),
    path("me/", views.me, name="me"),
    path("me/password/", views.change_password, name="change-password"),
    path("me/tokens/<int:token_id>/revoke/", views.revoke_token, name="revoke-token"),
    path("people/", people.people, name="people"),
    path("people/new/", people.add_officer, name="add-officer"),
    path("people/units/new/", people.unit, name="add-unit"),
    path("people/units/<slug:code>/", people.unit, name="unit"),
    path("people/<slug:police_number>/", people.officer, name="officer"),
    path("people/<slug:police_number>/qualification/", people.qualify, name="qualify"),
    path("people/<slug:police_number>/password/", people.reset_password, name="reset-password"),
]
