"""Every setting. The only reader of the environment; each variable stands in .env.example."""

import fcntl
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()
env.read_env(BASE_DIR / ".env", recurse=False)


def secret(name: str) -> str:
    """A secret from NAME, or from the file that NAME_FILE names; empty when neither is set."""
    path = env.str(f"{name}_FILE", "")
    return Path(path).read_text().strip() if path else env.str(name, "")


# Where things live. Without DATABASE_URL and REDIS_URL everything is embedded in DATA_DIR.
DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "var"))).resolve()
DATABASE_URL = env.str("DATABASE_URL", "")
REDIS_URL = env.str("REDIS_URL", "")
EMBEDDED = not DATABASE_URL and not REDIS_URL
FILES_DIR = Path(env.str("FILES_DIR", str(DATA_DIR / "files")))
UPLOAD_MOST = env.int("UPLOAD_MOST", 1024**3)
UPLOAD_QUOTA = env.int("UPLOAD_QUOTA", 10 * 1024**3)
for folder in (DATA_DIR, FILES_DIR):
    folder.mkdir(parents=True, exist_ok=True)


def embedded_secret_key() -> str:
    """The embedded default's own key, made once and readable by its owner only."""
    path = DATA_DIR / "secret.key"
    if found := path.read_text() if path.exists() else "":
        return found
    path.touch(mode=0o600)
    with path.open("r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # of two commands that start at once, one makes it
        made = file.read() or secrets.token_urlsafe(64)
        file.seek(0)
        file.write(made)
        return made


DEBUG = env.bool("DEBUG", False)
SECRET_KEY = secret("SECRET_KEY")
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
if not SECRET_KEY and EMBEDDED:
    SECRET_KEY = embedded_secret_key()
if len(SECRET_KEY) < 50 or SECRET_KEY.startswith("change-me"):
    raise ImproperlyConfigured("Set SECRET_KEY to at least 50 random characters.")
if DEBUG and not EMBEDDED:
    raise ImproperlyConfigured("DEBUG is for the embedded default only: it shows secrets.")

PORT = env.int("PORT", 8000)
PUBLIC_URL = env.str("PUBLIC_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
ADDRESS_IS_SET = bool(env.str("PUBLIC_URL", "") or env.str("PORT", ""))
HTTPS = PUBLIC_URL.startswith("https://")
if not HTTPS and not EMBEDDED:
    raise ImproperlyConfigured("PUBLIC_URL must begin with https:// outside the embedded default.")
PUBLIC_HOST = urlsplit(PUBLIC_URL).hostname or ""
# Loopback always: health checks come from there, and no link is ever made from a Host header.
ALLOWED_HOSTS = [
    *(env.list("ALLOWED_HOSTS", []) or [PUBLIC_HOST]),
    *("127.0.0.1", "localhost", "[::1]"),
]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SETUP_CODE = secret("SETUP_CODE")  # asked at first run when the app is not on loopback
VERSION = env.str("AIPROJ_VERSION", "0.1.0")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "csp",
    "aiproj.shared",
    "accounts",
    "assessments",
    "metrics",
    "scoping",
    "reports",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # Before WhiteNoise: static files carry the policy too.
    "aiproj.shared.middleware.ContentSecurityPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "aiproj.shared.middleware.RequestContext",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "accounts.middleware.FirstRun",
    "accounts.middleware.FormsOnly",
]

ROOT_URLCONF = "aiproj.urls"
WSGI_APPLICATION = "aiproj.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context.navigation",
            ],
            "builtins": ["aiproj.shared.templatetags.display"],
        },
    }
]

SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": DATA_DIR / "aiproj.sqlite3",
    "CONN_MAX_AGE": 600,
    "TEST": {"NAME": DATA_DIR / "test.sqlite3"},  # a file, so that tests can use threads
    "OPTIONS": {
        # IMMEDIATE: a transaction that reads first would otherwise fail when it comes to write.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
        ),
    },
}


def database_server(url: str) -> dict[str, Any]:
    """PostgreSQL. When it does not answer, readiness turns red in time instead of hanging."""
    found: dict[str, Any] = {
        **dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True)
    }
    return {**found, "OPTIONS": {"connect_timeout": 4, **found.get("OPTIONS", {})}}


DATABASES = {
    "default": database_server(DATABASE_URL) if DATABASE_URL else SQLITE,
}

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},
    }
    if REDIS_URL
    else {
        "BACKEND": "aiproj.shared.file_cache.FileCache",
        "LOCATION": DATA_DIR / "cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},  # culling is random, and would forget rate limits
    }
}

# People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.SignInForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.NewPasswordForm",
    "change_password": "accounts.forms.ChangePasswordForm",
}
# Not allauth's own, which writes a row when a link is only looked at.
DJANGO_TOKENS = "django.contrib.auth.tokens"
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = f"{DJANGO_TOKENS}.PasswordResetTokenGenerator"
PASSWORD_RESET_TIMEOUT = int(timedelta(hours=24).total_seconds())
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation proves its address
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
# No window is longer than what Retry-After says.
RETRY_AFTER = timedelta(minutes=15)
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/15m/ip,5/5m/key",
    "reset_password": "20/15m/ip,5/15m/key",
}
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())

# Answers carry headers that forbid what no page needs.
COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}session"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrf"
CSRF_FAILURE_VIEW = "reports.views.errors.csrf_failure"
THEME_COOKIE_NAME = f"{COOKIE_PREFIX}theme"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = int(timedelta(days=730).total_seconds()) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^version$"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
if env.bool("TRUST_PROXY_HEADERS", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000  # the fullest section of a worksheet has some 3,300
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# Mail: every message passes the outbox table; without a host people read it there.
EMAIL_BACKEND = "accounts.outbox.OutboxBackend"
EMAIL_HOST = env.str("EMAIL_HOST", "")
EMAIL_PORT = env.int("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.str("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = secret("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.bool("EMAIL_USE_TLS", True)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "") or f"AIProj <aiproj@{PUBLIC_HOST}>"
OUTBOX_KEPT_FOR = timedelta(days=30)

# Background work. The visibility timeout exceeds twice the hard limit, or a slow task runs twice.
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 270
CELERY_BROKER_URL = REDIS_URL or "embedded://localhost"
REDIS_TRANSPORT = {
    "visibility_timeout": 1200,
    "socket_timeout": 2,
    "socket_connect_timeout": 2,
    "retry_on_timeout": False,
    "max_retries": 1,
}
EMBEDDED_TRANSPORT = {
    "data_folder_in": str(DATA_DIR / "queue"),
    "data_folder_out": str(DATA_DIR / "queue"),
    "control_folder": str(DATA_DIR / "queue-control"),
}
CELERY_BROKER_TRANSPORT_OPTIONS = REDIS_TRANSPORT if REDIS_URL else EMBEDDED_TRANSPORT
if not REDIS_URL:
    for folder in (DATA_DIR / "queue", DATA_DIR / "queue-control"):
        folder.mkdir(parents=True, exist_ok=True)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_BEAT_SCHEDULE = {
    "sweep-jobs": {"task": "aiproj.shared.tasks.sweep", "schedule": 10.0},
    "close-due-assessments": {"task": "assessments.tasks.close_due", "schedule": 30.0},
    "check-metrics": {"task": "metrics.tasks.check_metrics", "schedule": 1800.0},
    "remind-of-checks": {"task": "metrics.tasks.remind_of_checks", "schedule": 1800.0},
    "sweep-uploads": {"task": "metrics.tasks.sweep_uploads", "schedule": 3600.0},
    "expire-charters": {"task": "scoping.tasks.expire_charters", "schedule": 3600.0},
    "remind-of-signatures": {"task": "scoping.tasks.remind_of_signatures", "schedule": 3600.0},
    "watch-charters": {"task": "scoping.tasks.watch_charters", "schedule": 3600.0},
    "send-due-messages": {"task": "accounts.tasks.send_due", "schedule": 60.0},
    "forget-expired-messages": {"task": "accounts.tasks.forget_expired", "schedule": 3600.0},
}

# Pages
STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "aiproj.shared.static_files.PlotlyFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "aiproj.shared.static_files.CompressedFiles"},
}
WHITENOISE_MAX_AGE = 60
CRISPY_ALLOWED_TEMPLATE_PACKS = "aiproj"
CRISPY_TEMPLATE_PACK = "aiproj"
LANGUAGE_CODE = "en-us"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"context": {"()": "aiproj.shared.logs.ContextFilter"}},
    "formatters": {"json": {"()": "aiproj.shared.logs.JsonFormatter"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["context"],
            "formatter": "json",
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING")},
    "loggers": {"aiproj": {"level": env.str("LOG_LEVEL", "INFO")}},
}
