"""Forms of sign-in, the own account, and the people pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib.auth import password_validation
from django.contrib.auth.forms import AuthenticationForm
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from traffic_police.accounts.models import Officer, Qualification, Role, Unit

# Django's forms are generic only to the type checker.
if TYPE_CHECKING:
    _OfficerModelForm = forms.ModelForm[Officer]
    _UnitModelForm = forms.ModelForm[Unit]
    _QualificationModelForm = forms.ModelForm[Qualification]
else:
    _OfficerModelForm = _UnitModelForm = _QualificationModelForm = forms.ModelForm

_WIDGET_CLASSES = {"class": "input"}
PASSWORD_MAX = 128
_NUMBER_MAX = 8


def _password(autocomplete: str) -> forms.PasswordInput:
    return forms.PasswordInput(attrs={**_WIDGET_CLASSES, "autocomplete": autocomplete})


class SignInForm(AuthenticationForm):
    error_messages = {  # noqa: RUF012
        "invalid_login": _("The police number or the password is wrong."),
        "inactive": _("This account is closed. Ask an administrator."),
    }

    def __init__(self, request: HttpRequest | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label = _("Police number")
        self.fields["username"].widget.attrs.update(
            {**_WIDGET_CLASSES, "autocomplete": "username", "autocapitalize": "characters", "spellcheck": "false"}
        )
        password = self.fields["password"]
        password.label = _("Password")
        password.widget.attrs.update({**_WIDGET_CLASSES, "autocomplete": "current-password", "maxlength": PASSWORD_MAX})
        # Django only tells the browser; without this a long name reaches the table of failed attempts.
        self.fields["username"].validators.append(MaxLengthValidator(_NUMBER_MAX))
        password.validators.append(MaxLengthValidator(PASSWORD_MAX))


class ChangePasswordForm(forms.Form):
    old = forms.CharField(
        label=_("Present password"), strip=False, max_length=PASSWORD_MAX, widget=_password("current-password")
    )
    password = forms.CharField(
        label=_("New password"),
        strip=False,
        max_length=PASSWORD_MAX,
        widget=_password("new-password"),
        help_text=_("At least ten characters, not only digits, not your name or number."),
    )
    again = forms.CharField(
        label=_("New password again"), strip=False, max_length=PASSWORD_MAX, widget=_password("new-password")
    )

    def __init__(self, officer: Officer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.officer = officer

    def clean_old(self) -> str:
        old: str = self.cleaned_data["old"]
        if not self.officer.check_password(old):
            raise forms.ValidationError(_("The present password is wrong."))
        return old

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        new, again = data.get("password"), data.get("again")
        if new is not None and again is not None and new != again:
            self.add_error("again", _("The two new passwords differ. Type the second one again."))
        return data


class OfficerForm(_OfficerModelForm):
    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=Role, required=False, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Officer
        fields: tuple[str, ...] = ("police_number", "name", "kind", "unit", "phone", "roles", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        if isinstance(unit, forms.ModelChoiceField):
            unit.queryset = Unit.objects.filter(active=True)
        _dress(self)
        if self.instance.pk:
            self.fields["police_number"].disabled = True


class NewOfficerForm(OfficerForm):
    password = forms.CharField(
        label=_("Initial password"),
        strip=False,
        max_length=PASSWORD_MAX,
        widget=_password("new-password"),
        help_text=_("The officer must change it at the first sign-in."),
    )

    class Meta(OfficerForm.Meta):
        fields = ("police_number", "name", "kind", "unit", "phone", "roles")


class InitialPasswordForm(forms.Form):
    password = forms.CharField(
        label=_("New initial password"), strip=False, max_length=PASSWORD_MAX, widget=_password("new-password")
    )

    def __init__(self, officer: Officer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.officer = officer

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        password_validation.validate_password(password, self.officer)
        return password


class UnitForm(_UnitModelForm):
    class Meta:
        model = Unit
        fields = ("code", "name", "short_name", "kind", "parent", "order", "active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self)


class QualificationForm(_QualificationModelForm):
    class Meta:
        model = Qualification
        fields = ("certificate", "valid_from", "valid_to")
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "valid_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "valid_to": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self)


class PeopleFilter(forms.Form):
    q = forms.CharField(label=_("Name or police number"), required=False, max_length=50)
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=Unit.objects.all(), required=False)
    former = forms.BooleanField(label=_("Also those no longer in service"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _dress(self)


def _dress(form: forms.BaseForm) -> None:
    for field in form.fields.values():
        if not isinstance(field.widget, (forms.CheckboxInput, forms.CheckboxSelectMultiple)):
            field.widget.attrs.setdefault("class", "input")
