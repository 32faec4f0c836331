"""The face alone, without a database: `python tests/face/standalone.py [port]` shows gallery and skeletons."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import django  # noqa: E402
from django.conf import settings  # noqa: E402


def compile_words(target: Path) -> Path:
    """A catalogue from the sources, so that Chinese shows whether or not they were merged and compiled."""
    import polib

    folder = target / "zh_Hans" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    merged = ROOT / "templates/locale/zh_Hans/LC_MESSAGES/django.po"
    catalogue = polib.pofile(str(merged)) if merged.exists() else polib.POFile()
    catalogue.metadata["Content-Type"] = "text/plain; charset=UTF-8"
    known = {entry.msgid for entry in catalogue}
    for part in sorted((ROOT / "templates/locale/parts").glob("*.tsv")):
        for line in part.read_text(encoding="utf-8").splitlines():
            english, _, chinese = line.partition("\t")
            if chinese and english not in known:
                known.add(english)
                catalogue.append(polib.POEntry(msgid=english, msgstr=chinese))
    catalogue.save_as_mofile(str(folder / "django.mo"))
    return target


def configure(debug: bool = True) -> None:
    scratch = Path(tempfile.mkdtemp())
    settings.configure(
        DEBUG=debug,
        SECRET_KEY="face",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF=__name__,
        USE_TZ=True,
        TIME_ZONE="Asia/Shanghai",
        INSTALLED_APPS=[
            "django.contrib.staticfiles",
            "django.contrib.contenttypes",
            "django.contrib.auth",
            "django.contrib.messages",
            "django.contrib.humanize",
            "django_htmx",
            "csp",
            "pgtrigger",
            "pghistory",
            "traffic_police.accounts",
        ],
        AUTH_USER_MODEL="accounts.Officer",
        MESSAGE_STORAGE="django.contrib.messages.storage.cookie.CookieStorage",
        MIDDLEWARE=[
            "csp.middleware.CSPMiddleware",
            "django.middleware.locale.LocaleMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            f"{__name__}.somebody",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [ROOT / "templates"],
                "OPTIONS": {
                    "builtins": [],
                    "libraries": {name: f"traffic_police.cases.templatetags.{name}" for name in ("face", "drawn")},
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.template.context_processors.i18n",
                        "django.contrib.messages.context_processors.messages",
                        f"{__name__}.shell",
                    ],
                },
            }
        ],
        STATIC_URL="/static/",
        STATICFILES_DIRS=[ROOT / "static"],
        LANGUAGE_CODE="zh-hans",
        USE_I18N=True,
        LANGUAGES=[("zh-hans", "中文"), ("en", "English")],
        LOCALE_PATHS=[compile_words(scratch)],
        SESSION_COOKIE_SECURE=False,
        BRIGADE={"name": "临沂市公安局临港分局交通警察大队", "short": "临港交警大队"},
        CONTENT_SECURITY_POLICY={
            "DIRECTIVES": {
                "default-src": ["'none'"],
                "script-src": ["'self'"],
                "style-src": ["'self'"],
                "img-src": ["'self'", "data:", "blob:"],
                "font-src": ["'self'"],
                "connect-src": ["'self'"],
                "base-uri": ["'none'"],
                "form-action": ["'self'"],
            }
        },
    )
    django.setup()


def somebody(get_response: Any) -> Any:
    """An officer, without an account."""

    def middleware(request: Any) -> Any:
        unit = SimpleNamespace(name="二中队（坪上）", short_name="二中队")
        request.user = SimpleNamespace(
            pk=7, is_authenticated=True, name="刘国栋", police_number="371427", unit=unit, has=lambda role: True
        )
        return get_response(request)

    return middleware


def shell(request: Any) -> dict[str, Any]:
    place = lambda url, icon, label, group="", count=None: SimpleNamespace(  # noqa: E731
        url=url, icon=icon, label=label, group=group, count=count, current=request.path == url
    )
    places = [
        place("/home", "home", "工作台"),
        place("/styleguide/", "log", "违法录入"),
        place("/board", "board", "进度看板", "办案", 214),
        place("/case", "folder", "案件", "办案", "1,862"),
        place("/list", "report", "通报", "查与报"),
    ]
    from traffic_police.cases.gallery import NOW

    return {
        "shell": SimpleNamespace(
            places=places,
            bottom=places,
            now=NOW,
            alerts=4,
            brigade=settings.BRIGADE,
            theme=request.COOKIES.get("theme", ""),
        ),
        "user": request.user,
    }


def pages() -> list[Any]:
    from django.contrib import messages
    from django.shortcuts import render
    from django.urls import include, path

    from traffic_police.cases import face_views, gallery, shapes

    def page(template: str, **more: Any) -> Any:
        def view(request: Any) -> Any:
            if "said" in request.GET:
                messages.success(request, "已催办 3 件，承办人会收到提醒。")
                messages.error(request, "案件已被孙立伟在 14:36 办理，请重新打开。")
            return render(request, template, {**gallery.context(gallery.NOW), **more})

        return view

    sections = [
        shapes.Section("当事人与车辆", "components/kv.html", {"tight": False}, note="2 人"),
        shapes.Section("证据", "components/thumbs.html", action=("添加", "#")),
        shapes.Section("文书", "components/documents.html", flush=True, mark=("paused", "送审中，不可改")),
    ]
    case = {
        "number": "LG-W-2026004763",
        "kind": "违法 · 一般程序",
        "line": "货车载物超过核定载质量 30% 以上",
        "people": "王庆海 · 沂水恒通运输有限公司",
        "unit": "二中队（坪上）",
        "officers": "主办 刘国栋，协办 孙立伟",
        "version": 4,
    }
    crumbs = [("案件", "/list"), ("违法案件", ""), ("一般程序", "")]
    links = [{"label": "打印", "url": "#print", "icon": "print"}, {"label": "下一件", "url": "#next", "key": "N"}]
    shift = [
        shapes.Pair("搭档", "孙立伟（民警）、韩涛（辅警）"),
        shapes.Pair("记录仪", "LG-2047", mark=("ok", "电量 68%")),
    ]
    return [
        path("styleguide/", face_views.styleguide),
        path("theme/", face_views.theme, name="theme"),
        path("i18n/", include("django.conf.urls.i18n")),
        path(
            "case",
            page(
                "cases/case.html",
                case=case,
                sections=sections,
                crumbs=crumbs,
                links=links,
                chain_url="#",
                chain_ok=True,
                acts_as="您：主办民警",
                plates=gallery.plates()[1:3],
            ),
        ),
        path("list", page("cases/list.html", crumbs=crumbs[:1], primary={"label": "录入", "url": "#", "icon": "log"})),
        path("board", page("cases/board.html", crumbs=[("办案", "")], updated_at=gallery.NOW)),
        path(
            "home",
            page(
                "cases/home.html",
                greeting="下午好，刘国栋",
                start={"url": "#", "province": "鲁", "letter": "Q"},
                shift=shift,
                shift_note="08:30–17:30",
                todo_note="4 件，今天到期 2 件",
                todo_url="#",
                alerts=gallery.days(),
                figures=(),
                drafts=[{"url": "#", "plate": gallery.plates()[0], "what": "未按规定系安全带", "saved": "14:36 存"}],
            ),
        ),
        *[path(f"error/{name}", page(f"errors/{name}.html")) for name in ("400", "403", "404", "500", "csrf")],
        path("public", page("base_public.html")),
    ]


if __name__ == "__main__":
    sys.modules["standalone"] = sys.modules["__main__"]
    configure()
    urlpatterns = pages()
    from django.core.management import call_command

    call_command("runserver", sys.argv[1] if len(sys.argv) > 1 else "8765", "--noreload", "--skip-checks")
