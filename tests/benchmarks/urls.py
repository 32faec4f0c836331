"""The product's addresses and the empty page: the shell that every page has, and nothing in it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from traffic_police.urls import urlpatterns as product


def empty(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html")


urlpatterns = [*product, path("benchmark/empty/", empty)]
