"""Settings: one file, read from the environment; `manage.py up` fills the environment for embedded servers."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from traffic_police import env

# Phrases tell pypinyin the readings of whole words: 43 MB in every process, for initials of names that hold none.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(env.text("TRAFFIC_POLICE_DATA", str(ROOT / "var"))).resolve()

# True when the launcher runs its own Postgres and Valkey on this machine.
EMBEDDED = env.flag("TRAFFIC_POLICE_EMBEDDED")
# True only where the launcher listens on a loopback address: plain HTTP and known demo passwords are allowed there.
LOOPBACK = env.flag("TRAFFIC_POLICE_LOOPBACK", EMBEDDED)

DEBUG = env.flag("DJANGO_DEBUG")
SECRET_KEY = env.text("SECRET_KEY", "insecure-development-key")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "pgtrigger",
    "pghistory",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_filters",
    "django_htmx",
    "axes",
    "csp",
    "traffic_police.accounts",
    "traffic_police.registry",
    "traffic_police.cases",
    "traffic_police.reports",
    "permits",
    "violations",
    "accidents",
    "traffic_police.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "traffic_police.accounts.middleware.SessionLimits",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "traffic_police.urls"
WSGI_APPLICATION = "traffic_police.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "traffic_police.cases.context.shell",
            ],
        },
    }
]

DATABASES = {
    "default": {
        **env.database(env.text("DATABASE_URL", "postgresql:///traffic_police")),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.redis_for_cache(env.text("REDIS_URL", "redis://127.0.0.1:6379/0"))
REDIS_PREFIX = env.text("REDIS_PREFIX", "tp")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": REDIS_PREFIX,
    }
}

CELERY_BROKER_URL = env.redis_for_celery(env.text("REDIS_URL", "redis://127.0.0.1:6379/0"))
CELERY_BROKER_TRANSPORT_OPTIONS = {"global_keyprefix": f"{REDIS_PREFIX}:", "visibility_timeout": 3600}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_ALWAYS_EAGER = env.flag("CELERY_TASK_ALWAYS_EAGER")
CELERY_TASK_EAGER_PROPAGATES = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 50
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 240_000  # kB
CELERY_TIMEZONE = "Asia/Shanghai"
DAILY_REPORT_AT = env.text("DAILY_REPORT_AT", "07:30")  # Asia/Shanghai, HH:MM
_hour, _minute = DAILY_REPORT_AT.split(":")
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    # Asks every minute what is missing rather than trusting one moment: a stopped machine misses nothing.
    "reports-due": {"task": "traffic_police.reports.tasks.make_due_reports", "schedule": crontab()},
    "stale-days": {"task": "traffic_police.reports.tasks.settle_stale_days", "schedule": timedelta(seconds=20)},
    "heartbeat": {"task": "traffic_police.cases.tasks.heartbeat", "schedule": timedelta(seconds=60)},
    "old-answers": {"task": "traffic_police.cases.tasks.forget_old_answers", "schedule": crontab(hour=3, minute=40)},
    "unmade-pdfs": {"task": "traffic_police.cases.tasks.render_missing", "schedule": timedelta(minutes=10)},
    "permits-expire": {"task": "permits.tasks.expire_permits", "schedule": crontab(hour=0, minute=20)},
    "evidence-check": {"task": "traffic_police.cases.tasks.verify_evidence", "schedule": crontab(hour=3, minute=10)},
}

AUTH_USER_MODEL = "accounts.Officer"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("police_number", "name", "phone")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "accounts:sign-in"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_FORM_FIELD = "username"
AXES_LOCKOUT_CALLABLE = "traffic_police.accounts.lockout.respond"
# The lock says until when it lasts; trying meanwhile does not move that moment.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False

SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_IDLE_LIMIT = timedelta(minutes=env.whole("SESSION_IDLE_MINUTES", 60))
SESSION_ABSOLUTE_LIMIT = timedelta(hours=env.whole("SESSION_ABSOLUTE_HOURS", 12))
SESSION_COOKIE_AGE = int(SESSION_ABSOLUTE_LIMIT.total_seconds())
API_TOKEN_LIFETIME = timedelta(days=env.whole("API_TOKEN_DAYS", 30))

SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", not LOOPBACK)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_TLS_PROXY") else None
SESSION_COOKIE_SECURE = not LOOPBACK
CSRF_COOKIE_SECURE = not LOOPBACK
SECURE_HSTS_SECONDS = 0 if LOOPBACK else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = not LOOPBACK
SECURE_HSTS_PRELOAD = not LOOPBACK
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "frame-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "manifest-src": [SELF],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", "English")]
LOCALE_PATHS = [ROOT / "templates" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [ROOT / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 31_536_000
MEDIA_ROOT = DATA / "media"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20
EVIDENCE_MAX_BYTES = env.whole("EVIDENCE_MAX_MB", 200) * 2**20

# The address that stands in the QR code of documents; without a slash at its end.
PUBLIC_URL = env.text("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "traffic_police.accounts.authentication.ExpiringTokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser", "rest_framework.parsers.MultiPartParser"],
    "DEFAULT_SCHEMA_CLASS": "traffic_police.cases.schema.Schema",
    "EXCEPTION_HANDLER": "traffic_police.cases.problems.handler",
    "COERCE_DECIMAL_TO_STRING": True,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Traffic enforcement cases",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    # Names that stay when other fields of the same name come.
    "ENUM_NAME_OVERRIDES": {
        "ReportKindEnum": "traffic_police.reports.models.Report.Kind",
        "EvidenceKindEnum": "traffic_police.cases.models.Evidence.Kind",
        "PartyKindEnum": ["individual", "unit"],
        "ExemptionKindEnum": ["minor", "first_violation"],
        "CaseSubjectRoleEnum": "traffic_police.cases.models.CaseSubject.Role",
        "PartyRoleEnum": ["driver", "non_motor", "pedestrian", "passenger", "owner", "unit"],
        "AccidentRoleEnum": ["motor", "non_motor", "pedestrian"],
        "NineCodesEnum": ["1", "2", "3", "4", "5", "6", "7", "8", "9"],
        "DatumEnum": [("GCJ02", "GCJ-02"), ("WGS84", "WGS-84")],
        "SentDatumEnum": ["GCJ02", "WGS84"],
    },
}

# The brigade itself: names and codes that stand on documents. Overridden by environment, never by code.
BRIGADE = {
    "name": env.text("BRIGADE_NAME", "临沂市公安局临港分局交通警察大队"),
    "short": env.text("BRIGADE_SHORT", "临港交警大队"),
    "division": env.text("BRIGADE_DIVISION", "371373"),
    "case_prefix": env.text("BRIGADE_CASE_PREFIX", "LG"),
    "letter_prefix": env.text("BRIGADE_LETTER_PREFIX", "临港公交"),
    # 复议法 24: the people's government of the same level; for a development zone the competent one must be confirmed.
    "reconsideration_body": env.text("BRIGADE_RECONSIDERATION_BODY", "临沂市人民政府"),
    "court": env.text("BRIGADE_COURT", "莒南县人民法院"),
    "bank": env.text("BRIGADE_BANK", "罚款代收银行或者交管12123电子支付渠道"),
}

# Which announcements of truck restrictions are applied when they are first loaded: those of our own division, or all.
PERMIT_NOTICES = env.text("PERMIT_NOTICES", "own")

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING")},
    "loggers": {"axes": {"level": "ERROR"}},
}
