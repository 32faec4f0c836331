"""Forms drawn from the declared inputs of an act. They only show; `inputs.cleaned` is the one place that checks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.forms.utils import ErrorDict

from traffic_police.accounts.models import Officer
from traffic_police.cases.kinds import Input
from traffic_police.cases.refusals import InputRefused

FEW = 4  # up to so many choices are shown at once


def _officers(officers: Iterable[Officer]) -> list[tuple[str, str]]:
    return [
        ("", "—"),
        *((row.police_number, f"{row.name} · {row.unit.short_name} · {row.police_number}") for row in officers),
    ]


def _text(spec: Input) -> forms.Field:
    return forms.CharField(max_length=spec.max_length)


def _long(spec: Input) -> forms.Field:
    return forms.CharField(max_length=spec.max_length, widget=forms.Textarea(attrs={"rows": 3}))


def _choice(spec: Input) -> forms.Field:
    widget = forms.RadioSelect() if len(spec.choices) <= FEW else forms.Select()
    return forms.ChoiceField(choices=spec.choices, widget=widget)


def _typed(html_type: str) -> Callable[[Input], forms.Field]:
    def make(_spec: Input) -> forms.Field:
        return forms.CharField(widget=forms.TextInput(attrs={"type": html_type}))

    return make


def _money(_spec: Input) -> forms.Field:
    return forms.CharField(widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))


MAKERS: Mapping[str, Callable[[Input], forms.Field]] = {
    "text": _text,
    "long_text": _long,
    "choice": _choice,
    "boolean": lambda _spec: forms.BooleanField(),
    "date": _typed("date"),
    "datetime": _typed("datetime-local"),
    "money": _money,
    "number": _money,
}


class InputsForm(forms.Form):
    """A form over declared inputs."""

    def __init__(self, specs: Iterable[Input], officers: Iterable[Officer] = (), **kwargs: Any) -> None:
        super().__init__(use_required_attribute=False, **kwargs)
        self.specs = tuple(spec for spec in specs if spec.kind in MAKERS or spec.kind == "officer")
        for spec in self.specs:
            if spec.kind == "officer":
                field: forms.Field = forms.ChoiceField(choices=_officers(officers))
            else:
                field = MAKERS[spec.kind](spec)
            field.required, field.label, field.help_text = spec.required, spec.label, spec.help
            self.fields[spec.name] = field

    def raw(self) -> dict[str, Any]:
        """What was typed, for `inputs.cleaned`: an unticked box is an explicit no."""
        typed = {spec.name: self.data.get(self.add_prefix(spec.name), "") for spec in self.specs}
        for spec in self.specs:
            if spec.kind == "boolean":
                typed[spec.name] = "true" if typed[spec.name] in {"on", "true", "1"} else "false"
        return typed

    def show(self, refused: InputRefused) -> None:
        """Put the sentences of a refusal beside their fields."""
        self._errors, self.cleaned_data = ErrorDict(), {}
        for name, (_code, sentence) in refused.errors.items():
            self.add_error(name if name in self.fields else None, sentence)
