"""Official documents (文书) as PDF: ``render`` is a pure function of template, data, fonts and moment."""

from traffic_police.cases.typesetting.errors import TypesettingFailed, TypesettingRefused
from traffic_police.cases.typesetting.fonts import FontChoice
from traffic_police.cases.typesetting.press import Rendered, picture, render, template_version
from traffic_police.cases.typesetting.values import Unprintable, snapshot
from traffic_police.cases.typesetting.verification import Verification, qr_svg, verification, verification_code
from traffic_police.cases.typesetting.wording import amount_in_words, date_text, figures, moment_text

__all__ = [
    "FontChoice",
    "Rendered",
    "TypesettingFailed",
    "TypesettingRefused",
    "Unprintable",
    "Verification",
    "amount_in_words",
    "date_text",
    "figures",
    "moment_text",
    "picture",
    "qr_svg",
    "render",
    "snapshot",
    "template_version",
    "verification",
    "verification_code",
]
