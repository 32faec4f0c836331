"""Forms of the import pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as MappingType
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from traffic_police.registry.importing import engine
from traffic_police.registry.importing.mapping import Mapping, Source, TargetField, check_mapping

_INPUT = {"class": "input"}


class UploadForm(forms.Form):
    importer = forms.ChoiceField(label=_("The table contains"), widget=forms.Select(attrs=_INPUT))
    file = forms.FileField(
        label=_("Table (CSV or XLSX)"),
        max_length=200,
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={**_INPUT, "accept": ".csv,.tsv,.txt,.xlsx"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["importer"]
        if isinstance(chosen, forms.ChoiceField):
            chosen.choices = [(one.name, one.label) for one in engine.importers().values()]


@dataclass(frozen=True)
class MappingLine:
    """One target field with its three controls."""

    target: TargetField
    column: BoundField
    constant: BoundField
    converter: BoundField | None


class MappingForm(forms.Form):
    """For every field of the importer: a column of the file, or a constant, and how its text is read."""

    save_as = forms.CharField(
        label=_("Keep this mapping as"), max_length=60, required=False, widget=forms.TextInput(attrs=_INPUT)
    )

    def __init__(
        self,
        header: Sequence[str],
        importer: engine.Importer,
        mapping: Mapping,
        *args: Any,
        unknown: MappingType[str, Sequence[str]] = MappingProxyType({}),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.header = header
        self.importer = importer
        self.targets = targets = importer.fields
        for subject, label in importer.by_hand.items():
            self._add_by_hand(subject, str(label), mapping.values.get(subject, {}), unknown.get(subject, ()))
        columns = [("", "—"), *((name, name) for name in header)]
        for target in targets:
            self._add(target, mapping.sources.get(target.name, Source()), columns)

    def _add(self, target: TargetField, source: Source, columns: Sequence[tuple[str, str]]) -> None:
        name = target.name
        self.fields[f"{name}-column"] = forms.ChoiceField(
            label=_("Column"),
            choices=columns,
            required=False,
            initial=source.column,
            widget=forms.Select(attrs={**_INPUT, "aria-label": f"{target.label}: {_('Column')}"}),
        )
        self.fields[f"{name}-constant"] = forms.CharField(
            label=_("or always"),
            required=False,
            max_length=200,
            initial=source.constant,
            widget=forms.TextInput(attrs={**_INPUT, "aria-label": f"{target.label}: {_('or always')}"}),
        )
        if len(target.converters) > 1:
            self.fields[f"{name}-converter"] = forms.ChoiceField(
                label=_("Read as"),
                choices=[(one, one) for one in target.converters],
                required=False,
                initial=source.converter,
                widget=forms.Select(attrs={**_INPUT, "aria-label": f"{target.label}: {_('Read as')}"}),
            )

    def _add_by_hand(self, subject: str, label: str, known: MappingType[str, str], unknown: Sequence[str]) -> None:
        """One line for each text of the source: the text, an equals sign, and what it is here."""
        lines = [*(f"{theirs} = {ours}" for theirs, ours in known.items()), *(f"{text} = " for text in unknown)]
        self.fields[f"{subject}-values"] = forms.CharField(
            label=label,
            required=False,
            max_length=20_000,
            initial="\n".join(lines),
            help_text=_("One line each: the text of the source = our code. Lines without a code are left out."),
            widget=forms.Textarea(attrs={**_INPUT, "rows": 6}),
        )

    def explained(self) -> list[BoundField]:
        return [self[f"{subject}-values"] for subject in self.importer.by_hand]

    def _values(self) -> dict[str, dict[str, str]]:
        found = {}
        for subject in self.importer.by_hand:
            lines = str(self.cleaned_data.get(f"{subject}-values") or "").splitlines()
            pairs = (tuple(part.strip() for part in line.rpartition("=")[::2]) for line in lines)
            found[subject] = {theirs: ours for theirs, ours in pairs if theirs and ours}
        return {subject: pairs for subject, pairs in found.items() if pairs}

    def lines(self) -> Iterator[MappingLine]:
        for target in self.targets:
            reading = f"{target.name}-converter"
            yield MappingLine(
                target,
                self[f"{target.name}-column"],
                self[f"{target.name}-constant"],
                self[reading] if reading in self.fields else None,
            )

    def mapping(self) -> Mapping:
        data = self.cleaned_data
        sources = {
            target.name: Source(
                *(str(data.get(f"{target.name}-{part}") or "") for part in ("column", "constant", "converter"))
            )
            for target in self.targets
        }
        chosen = {name: source for name, source in sources.items() if source.column or source.constant}
        return Mapping(chosen, self._values())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            for name, problem in check_mapping(self.mapping(), self.header, self.targets).items():
                self.add_error(f"{name}-column", problem.sentence)
        if not self.errors:
            self._check_values()
        return data

    def _check_values(self) -> None:
        for subject, pairs in self._values().items():
            for ours in sorted(set(pairs.values())):
                problem = self.importer.explain(subject, ours)
                if problem:
                    self.add_error(f"{subject}-values", f"{ours}: {problem.sentence}")
