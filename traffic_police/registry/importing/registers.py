"""Importers of vehicles, drivers and companies."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from traffic_police.registry import services
from traffic_police.registry.importing import converters as read
from traffic_police.registry.importing.engine import Context, Ready, RowByRow, register
from traffic_police.registry.importing.mapping import TargetField
from traffic_police.registry.records import CompanyRecord, DriverRecord, VehicleRecord, clean_name
from traffic_police.registry.services import Outcome

_DATES = {"date": read.date, "day_first": read.date_day_first, "month_first": read.date_month_first}
_MASS = {"kg": read.whole_number, "tonnes": read.tonnes_as_kg}
_NAME = {"name": clean_name}
_ID = {"number": read.identity}
_PHONE = {"phone": read.phone_number}
_COUNT = {"number": read.whole_number}


class Vehicles(RowByRow):
    name = "vehicles"
    label = _("Vehicles")
    fields = (
        TargetField("plate", _("Plate"), {"plate": read.plate}, required=True, aliases=("号牌号码", "车牌号", "HPHM")),
        TargetField(
            "plate_kind",
            _("Plate kind"),
            {"code": read.code_in("plate_kinds")},
            required=True,
            aliases=("号牌种类", "HPZL"),
        ),
        TargetField(
            "vehicle_type", _("Vehicle type"), {"code": read.code_in("vehicle_types")}, aliases=("车辆类型", "CLLX")
        ),
        TargetField("use_nature", _("Use"), {"code": read.code_in("use_natures")}, aliases=("使用性质", "SYXZ")),
        TargetField(
            "colour", _("Colour"), {"letters": read.letters_in("vehicle_colours")}, aliases=("车身颜色", "CSYS")
        ),
        TargetField("brand", _("Make and model"), aliases=("品牌型号", "厂牌型号", "CLPP1")),
        TargetField("vin", _("VIN"), _ID, aliases=("车辆识别代号", "车架号", "CLSBDH")),
        TargetField("owner_name", _("Owner"), _NAME, aliases=("所有人", "机动车所有人", "SYR")),
        TargetField("owner_id_no", _("Owner's identity number"), _ID, aliases=("所有人证件号码", "SFZMHM")),
        TargetField("owner_phone", _("Owner's phone"), _PHONE, aliases=("联系电话", "手机号码", "SJHM")),
        TargetField("owner_credit_code", _("Owner's social credit code"), _ID, aliases=("统一社会信用代码",)),
        TargetField("approved_seats", _("Approved seats"), _COUNT, aliases=("核定载客", "核定载客人数", "HDZK")),
        TargetField("approved_load_kg", _("Approved load (kg)"), _MASS, aliases=("核定载质量", "HDZZL")),
        TargetField("max_gross_mass_kg", _("Maximum gross mass (kg)"), _MASS, aliases=("总质量", "最大总质量", "ZZL")),
        TargetField("inspection_valid_to", _("Inspection valid to"), _DATES, aliases=("检验有效期止", "YXQZ")),
        TargetField(
            "insurance_valid_to", _("Insurance valid to"), _DATES, aliases=("保险终止日期", "交强险有效期止", "BXZZRQ")
        ),
        TargetField(
            "status",
            _("Vehicle status"),
            {"letters": read.letters_in("vehicle_statuses")},
            aliases=("机动车状态", "ZT"),
        ),
    )

    def apply(self, ready: Ready, context: Context) -> Outcome:
        return services.upsert_vehicle(VehicleRecord(**ready.values), context.at)[1]


class Drivers(RowByRow):
    name = "drivers"
    label = _("Drivers")
    fields = (
        TargetField(
            "id_no",
            _("Identity number"),
            _ID,
            required=True,
            aliases=("身份证号", "身份证明号码", "驾驶证号", "SFZMHM"),
        ),
        TargetField("name", _("Name"), _NAME, required=True, aliases=("姓名", "XM")),
        TargetField("id_type", _("Kind of paper"), {"name": read.id_type}, aliases=("证件类型",)),
        TargetField("classes", _("Licence classes"), {"classes": read.licence_classes}, aliases=("准驾车型", "ZJCX")),
        TargetField("file_no", _("Licence file number"), _ID, aliases=("档案编号", "DABH")),
        TargetField("first_issue", _("First issued"), _DATES, aliases=("初次领证日期", "CCLZRQ")),
        TargetField("valid_to", _("Licence valid to"), _DATES, aliases=("有效期止", "驾驶证有效期止", "YXQZ")),
        TargetField("long_term", _("Valid for a long term"), {"yes_no": read.yes_no}, aliases=("长期",)),
        TargetField("authority", _("Issuing authority"), aliases=("发证机关", "FZJG")),
        TargetField("phone", _("Phone"), _PHONE, aliases=("联系电话", "手机号码", "SJHM")),
        TargetField("address", _("Address"), aliases=("住址", "联系地址", "LXZSXXDZ")),
        TargetField("points_in_period", _("Points in the period"), _COUNT, aliases=("累积记分", "LJJF")),
        TargetField("points_as_of", _("Points as of"), _DATES, aliases=("记分截至",)),
        TargetField(
            "status",
            _("Licence status"),
            {"letters": read.letters_in("licence_statuses")},
            aliases=("驾驶证状态", "ZT"),
        ),
    )

    def apply(self, ready: Ready, context: Context) -> Outcome:
        return services.upsert_driver(DriverRecord(**ready.values), context.at)[1]


class Companies(RowByRow):
    name = "companies"
    label = _("Companies")
    fields = (
        TargetField("credit_code", _("Social credit code"), _ID, required=True, aliases=("统一社会信用代码",)),
        TargetField("name", _("Company name"), _NAME, required=True, aliases=("名称", "单位名称", "企业名称")),
        TargetField("legal_representative", _("Legal representative"), _NAME, aliases=("法定代表人",)),
        TargetField("phone", _("Phone"), _PHONE, aliases=("联系电话",)),
        TargetField("address", _("Address"), aliases=("住所", "地址")),
    )

    def apply(self, ready: Ready, context: Context) -> Outcome:
        return services.upsert_company(CompanyRecord(**ready.values), context.at)[1]


def register_all(*_anything: Any) -> None:
    for importer in (Vehicles(), Drivers(), Companies()):
        register(importer)
