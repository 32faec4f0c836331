"""Sign-in and the own account."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from traffic_police.accounts import middleware, queries, services
from traffic_police.accounts.forms import ChangePasswordForm, SignInForm
from traffic_police.accounts.models import Officer


def actor_of(request: HttpRequest) -> Officer:
    """The signed-in officer; only for views behind login_required."""
    return cast("Officer", request.user)


def add_errors(form: BaseForm, error: ValidationError) -> None:
    """What a service refused, put beside the fields it names; the rest on top of the form."""
    known = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    for field, sentences in known.items():
        form.add_error(field if field in form.fields else None, sentences)


class SignIn(LoginView):
    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        now = timezone.now().isoformat()
        self.request.session[middleware.SIGNED_IN_AT] = now
        self.request.session[middleware.SEEN_AT] = now
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(over="over" in self.request.GET, **kwargs)


class SignOut(LogoutView):
    http_method_names = ("post", "options")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change_password(request: HttpRequest) -> HttpResponse:
    officer = actor_of(request)
    form = ChangePasswordForm(officer, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_password(officer, form.cleaned_data["password"], timezone.now())
        except ValidationError as error:
            add_errors(form, error)
        else:
            update_session_auth_hash(request, officer)
            messages.success(request, _("The password is changed."))
            return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "accounts/change_password.html", {"form": form, "forced": officer.must_change_password})


@login_required
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    officer = actor_of(request)
    now = timezone.now()
    context = {
        "officer": officer,
        "qualifications": officer.qualifications.order_by("-valid_to"),
        "qualified_today": queries.qualified(officer, timezone.localdate()),
        "tokens": queries.live_tokens(officer, now),
    }
    return render(request, "accounts/me.html", context)


@login_required
@require_POST
def revoke_token(request: HttpRequest, token_id: int) -> HttpResponse:
    if not services.revoke_token(actor_of(request), token_id, timezone.now()):
        raise Http404
    messages.success(request, _("The token no longer opens anything."))
    return redirect("accounts:me")
