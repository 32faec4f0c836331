"""Tags whose HTML is written in Python, because lists draw it hundreds of times a page."""

from __future__ import annotations

from django import template

from traffic_police.cases import drawing

register = template.Library()

rows = register.simple_tag(drawing.rows_html, name="rows")
count_of = register.simple_tag(drawing.count_html, name="count_of")
bar = register.simple_tag(drawing.ruler_cells, name="bar")
