"""The names of the articles that several rules cite, in Chinese short form."""

from __future__ import annotations

from typing import Final

LAW = "道路交通安全法"
POINTS = "道路交通安全违法行为记分管理办法"
PROCEDURE = "道路交通安全违法行为处理程序规定"
PENALTIES = "行政处罚法"
SHANDONG = "山东省实施《道路交通安全法》办法"
MOTORWAYS = "山东省高速公路交通安全条例"
CASES = "公安机关办理行政案件程序规定"
PATROL = "交通警察道路执勤执法工作规范"

LAW_90: Final = f"{LAW} 第90条"
LAW_99_SPEED: Final = f"{LAW} 第99条第1款第(四)项、第2款"
SIMPLE_PROCEDURE: Final = f"{PROCEDURE} 第43条"
WHO_DECIDES: Final = f"{PROCEDURE} 第6条"
ORAL_WARNING: Final = f"{PROCEDURE} 第42条"
MINOR_ACT: Final = f"{PATROL} 第43条"
NO_PENALTY: Final = f"{PENALTIES} 第33条"
AGE: Final = f"{PENALTIES} 第30条"
LIMITATION: Final = f"{PENALTIES} 第36条"
HEARING: Final = f"{PENALTIES} 第63条"
HEARING_SUMS: Final = f"{CASES} 第123条"
NO_POINTS_FOR_WARNING: Final = f"{POINTS} 第28条"
DETENTION_NOT_EXECUTED: Final = f"{CASES} 第164条"


def points_article(article: int, item: str) -> str:
    """An item of the points order, e.g. points_article(8, "五")."""
    return f"{POINTS} 第{article}条第({item})项"
