"""Tokens: how other systems sign in."""

from __future__ import annotations

from typing import Any, cast

from axes.utils import reset
from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, generics, serializers, status
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from traffic_police.accounts import queries, services
from traffic_police.accounts.authentication import ExpiringTokenAuthentication, refuse_initial_password
from traffic_police.accounts.models import ApiToken, Officer


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "traffic_police.accounts.authentication.ExpiringTokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": "Token …"}


class StrictSerializer(serializers.Serializer[Any]):
    """Refuses fields it does not know by name rather than ignoring them."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            unknown = sorted(set(data) - set(self.fields))
            if unknown:
                sentence = _("This field is not known here. Take it out or check its name.")
                raise serializers.ValidationError({name: [sentence] for name in unknown}, code="unknown_field")
        return super().to_internal_value(data)


class SignInSerializer(StrictSerializer):
    police_number = serializers.CharField(max_length=8)
    password = serializers.CharField(max_length=128, trim_whitespace=False)
    label = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)  # type: ignore[assignment]


class NewTokenSerializer(serializers.Serializer[Any]):
    token = serializers.CharField(read_only=True)
    expires_at = serializers.DateTimeField(read_only=True)


class TokenSerializer(serializers.ModelSerializer[ApiToken]):
    class Meta:
        model = ApiToken
        fields = ("id", "label", "created_at", "expires_at", "last_used_at")
        read_only_fields = fields


class TokenView(APIView):
    """Police number and password against a token."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    def get_authenticate_header(self, request: Request) -> str:
        """A wrong password is 401; without this the framework answers 403, because nothing else signs in here."""
        return ExpiringTokenAuthentication.keyword

    @extend_schema(request=SignInSerializer, responses=NewTokenSerializer)
    def post(self, request: Request) -> Response:
        asked = SignInSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        officer = _signed_in(request, asked.validated_data)
        refuse_initial_password(officer)
        token, secret = services.issue_token(
            officer,
            label=asked.validated_data["label"],
            at=timezone.now(),
            lifetime=settings.API_TOKEN_LIFETIME,
        )
        return Response({"token": secret, "expires_at": token.expires_at})


def _signed_in(request: Request, data: dict[str, Any]) -> Officer:
    plain: HttpRequest = request._request
    found = authenticate(plain, username=data["police_number"], password=data["password"])
    if found is None:
        raise exceptions.AuthenticationFailed(gettext_lazy("The police number or the password is wrong."))
    # No session opens here, so the failures counted for the lock are forgotten by hand.
    reset(username=data["police_number"])
    return found


class TokenList(generics.ListAPIView[ApiToken]):
    """Own live tokens."""

    serializer_class = TokenSerializer
    queryset = ApiToken.objects.none()

    def get_queryset(self) -> Any:
        return queries.live_tokens(cast("Officer", self.request.user), timezone.now())


class TokenDetail(APIView):
    @extend_schema(request=None, responses={204: None})
    def delete(self, request: Request, token_id: int) -> Response:
        """Revoke one of the own tokens."""
        if not services.revoke_token(cast("Officer", request.user), token_id, timezone.now()):
            raise exceptions.NotFound
        return Response(status=status.HTTP_204_NO_CONTENT)


# Included under /api/v1/.
urlpatterns = [
    path("token/", TokenView.as_view(), name="token"),
    path("tokens/", TokenList.as_view(), name="tokens"),
    path("tokens/<int:token_id>/", TokenDetail.as_view(), name="token-detail"),
]
