"""Invented values for the living gallery of components: every component, in every state, on one page."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from traffic_police.cases import shapes
from traffic_police.cases.ruler import SHANGHAI, Period, Ruler, ruler

NOW = dt.datetime(2026, 11, 23, 14, 37, tzinfo=SHANGHAI)
WEEKENDS = frozenset(
    dt.date(2026, 11, 1) + dt.timedelta(offset)
    for offset in range(120)
    if (dt.date(2026, 11, 1) + dt.timedelta(offset)).weekday() >= 5
)


def at(day: int, hour: int = 0, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


def rulers(now: dt.datetime = NOW) -> list[Ruler]:
    """One of each state and each unit, as far from `now` as the pictures show."""
    shift = now - NOW
    drawn = []
    for name, law, unit, amount, start, due, more in _periods(shift):
        gaps = WEEKENDS if unit == "working_day" else frozenset()
        end = due + shift if due else None
        period = Period(unit, amount, start + shift, end, now, days_not_counted=gaps, **more)
        drawn.append(ruler(period, name=name, law=law))
    return drawn


def _periods(shift: dt.timedelta) -> list[tuple[str, str, str, int, dt.datetime, dt.datetime | None, dict[str, Any]]]:
    pause = {"pauses": ((at(20, 10) + shift, None),)}
    met = {"met_at": at(22, 19, 5) + shift}
    reason = {
        "undetermined": _("%(year)s has no calendar of holidays yet; an administrator can load it.") % {"year": 2027}
    }
    opinion_due = at(30) + dt.timedelta(10)
    return [
        (_("Determination"), "146号令第62条 · 10 个工作日", "working_day", 10, at(8, 9), at(22, 11, 20), {}),
        (_("Legal review"), "大队规定 4 小时", "hour", 4, at(23, 11, 12), at(23, 15, 12), {}),
        (_("Decision"), "105号令第51条 · 24 小时", "hour", 24, at(23, 9, 20), at(24, 9, 20), {}),
        (_("Check of recordings"), "105号令第19条 · 5 个工作日", "working_day", 5, at(20, 9), at(28), {}),
        (
            _("Close the case"),
            "处罚法第60条 · 90 日",
            "calendar_day",
            90,
            at(22, 15, 42),
            at(22) + dt.timedelta(91),
            {},
        ),
        (_("Expert opinion"), "146号令第51条 · 30 日", "calendar_day", 30, at(9, 10), opinion_due, pause),
        (_("Approval of the measure"), "105号令第25条 · 24 小时", "hour", 24, at(22, 15, 55), at(23, 15, 55), met),
        (_("Apply for review"), "复议法第20条 · 60 日", "calendar_day", 60, at(23), None, reason),
    ]


def plates() -> list[shapes.Plate]:
    pairs = [
        ("鲁QA12B3", "02"),
        ("鲁Q7F906", "01"),
        ("鲁Q5C62挂", "15"),
        ("鲁QD77216", "52"),
        ("鲁Q77216D", "51"),
        ("鲁Q1127警", "23"),
        ("使014578", "03"),
    ]
    return [shapes.Plate(number, kind, "#plate") for number, kind in pairs]


def acts() -> list[shapes.Act]:
    return [
        shapes.Act(
            _("Add evidence"), reason=_("possible during review; the reviewer will see it"), url="#", primary=True
        ),
        shapes.Act(
            _("Withdraw from review"),
            reason=_("back to handling; the time limit runs on"),
            url="#",
            method="post",
            confirm=_("Withdraw this case from legal review?"),
        ),
        shapes.Act(
            _("Decide the penalty"),
            False,
            _("The person has not been informed yet; a decision would not stand"),
            "处罚法第62条",
        ),
        shapes.Act(_("Legal review"), False, _("You handle this case and may not review it"), "处罚法第58条"),
    ]


def days() -> list[shapes.Day]:
    def said(*texts: str) -> list[shapes.Part]:
        return [shapes.Part(text, bold=index % 2 == 0) for index, text in enumerate(texts)]

    return [
        shapes.Day(
            dt.date(2026, 11, 23),
            [
                shapes.Entry(None, [shapes.Part("法制员 高敏 审核，15:12 前")], coming=True),
                shapes.Entry(
                    at(23, 11, 12),
                    said("刘国栋", " 送法制审核，拟罚款 1,000 元、记 1 分。"),
                    key=True,
                    law="处罚法第58条",
                ),
                shapes.Entry(at(23, 10, 26), said("王庆海", " 陈述申辩："), quote="“装货时没过磅，货主说是三十吨。”"),
            ],
        ),
        shapes.Day(
            dt.date(2026, 11, 22),
            [
                shapes.Entry(at(22, 19, 5), said("赵建明", " 批准扣留车辆，距实施 3 小时 10 分。"), key=True),
                shapes.Entry(
                    at(22, 15, 42),
                    [
                        shapes.Part("刘国栋、孙立伟", bold=True),
                        shapes.Part(" 查获 "),
                        shapes.Part(plate=shapes.Plate("鲁Q7F906", "01", "#plate")),
                        shapes.Part("，过磅 61.10 吨。"),
                    ],
                ),
            ],
        ),
    ]


def stages() -> list[shapes.Stage]:
    labels = [
        (_("Accepted"), "was"),
        (_("Handling"), "was"),
        (_("Review"), "now"),
        (_("Execution"), ""),
        (_("Closed"), ""),
    ]
    return [shapes.Stage(label, state) for label, state in labels]


def _columns() -> list[shapes.Column]:
    return [
        shapes.Column(_("Due"), "c-due", sort_url="?sort=-due", sorted="ascending"),
        shapes.Column(_("Period"), "c-bar"),
        shapes.Column(_("Case number"), "c-no", sort_url="?sort=number"),
        shapes.Column(_("Matter"), "c-what"),
        shapes.Column(_("Plate"), "c-plate"),
        shapes.Column(_("Stage"), "c-stage"),
        shapes.Column(_("Unit and officer"), "c-unit"),
        shapes.Column(_("Next step"), "c-next"),
        shapes.Column(_("Actions"), "c-do", hidden=True),
    ]


FACTS = [
    ("LG-S-2026001188", "事故 · 一般程序", "人民路与临港大道路口追尾，2 人轻伤", "宋玉芬 等 2 人", "鲁Q90T5C", "02"),
    ("LG-W-2026004763", "违法 · 一般程序", "货车载物超过核定载质量 30% 以上", "王庆海", "鲁Q7F906", "01"),
    ("LG-W-2026004771", "违法 · 一般程序", "驾驶证暂扣期间驾驶机动车", "尹洪刚", "鲁Q41H9D", "02"),
    ("LG-F-2026018820", "非现场", "闯红灯，人民路与坪上路路口", "—", "鲁QD77216", "52"),
]


def listing(now: dt.datetime = NOW) -> shapes.Listing:
    groups = [
        shapes.Group("over", _("Overdue"), "1", "#"),
        shapes.Group("near", _("Due within 24 hours"), "1", "#"),
        shapes.Group("ok", _("On time"), "2", "#"),
        None,
    ]
    rows = [_row(drawn, fact, group) for drawn, fact, group in zip(rulers(now), FACTS, groups, strict=False)]
    acts = [
        shapes.BulkAct(_("Remind"), "remind"),
        shapes.BulkAct(_("Hand over"), "hand_over"),
        shapes.BulkAct(_("Close the case"), "close", False, _("None of them has reached execution yet")),
    ]
    return shapes.Listing(
        title=_("Open cases"),
        columns=_columns(),
        rows=rows,
        count="1000+",
        count_capped=True,
        chips=[shapes.Chip(f"{_('Squad')}：二中队", "?"), shapes.Chip(f"{_('Stage')}：{_('Review')}", "?")],
        adds=[
            shapes.AddFilter(_("Squad"), "unit", [("1", "一中队"), ("2", "二中队")]),
            shapes.AddFilter(_("From date"), "from", input_type="date"),
        ],
        views=[shapes.SavedView(_("All open"), "#", "214", True), shapes.SavedView(_("Overdue"), "#", "6")],
        save_view_url="#",
        next="?after=1",
        previous="?before=1",
        bulk=shapes.Bulk("#", acts, "214"),
        export_url="#",
    )


def _row(drawn: Ruler, fact: tuple[Any, ...], group: shapes.Group | None) -> shapes.Row:
    number, kind, what, who, plate, plate_kind = fact
    return shapes.Row(
        id=number,
        label=number,
        url="#",
        state=drawn.state,
        group=group,
        cells=[
            shapes.Cell(mark=(drawn.state, drawn.headline), sub=drawn.due_words),
            shapes.Cell(ruler=drawn, law=drawn.law.split(" · ")[0]),
            shapes.Cell(number, kind, url="#"),
            shapes.Cell(what, who),
            shapes.Cell(plate=shapes.Plate(plate, plate_kind, "#")),
            shapes.Cell("办理"),
            shapes.Cell("二中队", "刘国栋"),
            shapes.Cell("法制审核"),
            shapes.Cell(acts=[shapes.RowAct(_("Remind"), "#"), shapes.RowAct(_("Hand over"), "#")]),
        ],
    )


class SampleForm(forms.Form):
    """Every kind of field: plain, with a unit, wrong, long, a choice, a tick."""

    licence = forms.CharField(label="驾驶证号", max_length=18)
    speed = forms.IntegerField(label="实测车速", min_value=61, help_text="本路段限速 60。")
    statement = forms.ChoiceField(
        label="陈述申辩", choices=[("given", "已陈述"), ("waived", "放弃")], widget=forms.RadioSelect, required=False
    )
    squad = forms.ChoiceField(label="中队", choices=[("1", "一中队"), ("2", "二中队")])
    reason = forms.CharField(
        label="变更裁量的理由", widget=forms.Textarea, required=False, help_text="至少 10 个字，须经审核。"
    )
    checked = forms.BooleanField(label="已核对驾驶证")


def matrix() -> shapes.Matrix:
    heads = [("一中队", "城区"), ("二中队", "坪上"), (_("Total"), "")]
    rows = [
        shapes.MatrixRow(
            _("Accepted"), [shapes.Count(11, 0, 1, "#"), shapes.Count(9, url="#"), shapes.Count(20, 0, 1, "#")]
        ),
        shapes.MatrixRow(
            _("Handling"), [shapes.Count(21, 1, 3, "#", True), shapes.Count(0), shapes.Count(21, 1, 3, "#")]
        ),
    ]
    foot = shapes.MatrixRow(
        _("Total"), [shapes.Count(32, 1, 4, "#"), shapes.Count(9, url="#"), shapes.Count(41, 1, 4, "#")]
    )
    return shapes.Matrix(_("Open cases by stage and squad"), _("Stage"), heads, rows, foot)


def context(now: dt.datetime = NOW) -> dict[str, Any]:
    """Everything that templates/components/gallery.html shows."""
    form = SampleForm({"licence": "", "speed": "58", "statement": "given", "squad": "2", "reason": "主动消除危害后果"})
    return {
        "rulers": rulers(now),
        "plates": plates(),
        "acts": acts(),
        "days": days(),
        "stages": stages(),
        "form": form,
        "listing": listing(now),
        "matrix": matrix(),
        **_words(),
        **_tiles(),
        "todo": _todo(rulers(now)),
    }


def _words() -> dict[str, Any]:
    return {
        "pairs": [
            shapes.Pair("驾驶人", "王庆海，男，1983-05-17"),
            shapes.Pair("证件号", "371327********6116", action=(_("Show"), "#")),
            shapes.Pair("送达", "短信 139****4480", mark=("done", "已确认")),
        ],
        "thumbs": [
            shapes.Thumb("载货状态", "照片 · 15:44", "#", hash="91c2…e07b"),
            shapes.Thumb("称重单", "书证 · 15:49", "#"),
        ],
        "documents": [
            shapes.DocumentRow("行政强制措施凭证", "临港公交强字〔2026〕412号", "done", "已送达", "11-22 15:55", "#"),
            shapes.DocumentRow("行政处罚决定书", "", "none", "未作出"),
        ],
    }


def _tiles() -> dict[str, Any]:
    figure = shapes.Figure(
        _("Violations dealt with"),
        "1,862",
        "起",
        "#",
        [shapes.Compare("同比", "↑ 3.2%"), shapes.Compare("环比", "↓ 1.1%")],
    )
    running = shapes.Job(_("Import of records"), "running", "#", 7200, 11983, ["读取 11,983 行", "已写入 7,200 行"])
    return {
        "figures": [
            figure,
            replace(figure, label=_("Fines"), value="186,400", unit="元"),
            replace(figure, label=_("Overdue"), value="6", unit="件", mark=("over", _("Overdue"))),
        ],
        "jobs": [
            running,
            replace(running, state="failed", error="第 7,201 行：日期无法识别。改正后再导入一次，已写入的不会重复。"),
        ],
    }


def _todo(drawn: list[Ruler]) -> list[shapes.Todo]:
    return [
        shapes.Todo(
            "货车载物超过核定载质量 30% 以上",
            "#",
            "LG-W-2026004763 · 下一步：等法制员高敏审核",
            shapes.Plate("鲁Q7F906", "01"),
            drawn[1],
        ),
        shapes.Todo(
            "驾驶证暂扣期间驾驶机动车",
            "#",
            "LG-W-2026004771 · 下一步：询问当事人",
            shapes.Plate("鲁Q41H9D", "02"),
            drawn[2],
        ),
    ]
