"""All settings, read once from the environment (see docs/operations.md for the list)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF

from knooppunt.config import environment as env

PACKAGE = Path(__file__).resolve().parent.parent
DATA = Path(env.text("KNOOPPUNT_DATA") or "data").resolve()
DATA.mkdir(mode=0o700, parents=True, exist_ok=True)  # personal data: nobody else on this machine reads it
FILES_ROOT = DATA / "files"

DEBUG = env.flag("KNOOPPUNT_DEBUG")
TLS = env.flag("KNOOPPUNT_TLS")
# A data folder is marked as demo by the command that fills it; the mark cannot be set by a variable.
DEMO = (DATA / "demo").exists()
SECRET_KEY = env.secret_key(DATA)
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
HOST = env.text("HOST", "127.0.0.1")  # where `knooppunt serve` listens
PORT = env.number("PORT", 8000, most=65535)
WORKERS = env.number("WORKERS", 1, least=1, most=64)  # web processes
THREADS = env.number("THREADS", 4, least=1, most=64)  # threads per web process
SITE_URL = env.text("KNOOPPUNT_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
SITE_NAME = "Knooppunt"
SUPPORT_MAIL = env.text("KNOOPPUNT_SUPPORT_MAIL", "hulp@knooppunt.example")
ALLOWED_HOSTS = env.words("KNOOPPUNT_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = [SITE_URL] if TLS else []
TRUSTED_PROXIES = env.number("KNOOPPUNT_TRUSTED_PROXIES", 0, most=5)

INSTALLED_APPS = [
    "knooppunt.operations",
    "knooppunt.portal",
    "knooppunt.reports",
    "knooppunt.journal",
    "knooppunt.plans",
    "knooppunt.catalogue",
    "knooppunt.framework",
    "knooppunt.network",
    "knooppunt.accounts",
    "knooppunt.search",
    "knooppunt.core",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rules",
    "simple_history",
    "csp",
    "django_htmx",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "knooppunt.operations.request_log.RequestLog",
    "knooppunt.core.public_cache.PublicPages",  # outside: keeps the headers of the others with a page
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "knooppunt.core.middleware.Policy",
    "knooppunt.core.middleware.Shield",  # inside the three above: what it refuses carries their headers too
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "knooppunt.core.middleware.Access",
    "knooppunt.accounts.middleware.Private",
]

ROOT_URLCONF = "knooppunt.config.urls_demo" if DEMO else "knooppunt.config.urls"
WSGI_APPLICATION = "knooppunt.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "knooppunt.core.forms.Renderer"
APPEND_SLASH = True
USE_X_FORWARDED_HOST = TRUSTED_PROXIES > 0

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "knooppunt.core.context.site",
            ],
        },
    },
    {  # the parts that are drawn most (core/jinja.py)
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {"environment": "knooppunt.core.jinja.environment"},
    },
]

# ---- Data -----------------------------------------------------------------------------------------------------------
_SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": DATA / "knooppunt.sqlite3",
    "CONN_MAX_AGE": 600,
    # IMMEDIATE: a transaction takes the write lock at once and waits its turn, instead of failing half-way.
    # FULL: an acknowledged write is on the disk before the answer leaves.
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA cache_size=-20000;"
        "PRAGMA mmap_size=134217728;PRAGMA temp_store=MEMORY;PRAGMA journal_size_limit=67108864;"
        # What is deleted is overwritten in the file at once: erased is erased (core.persons.remains does the log).
        "PRAGMA secure_delete=ON",
    },
}
_url = env.text("DATABASE_URL")
DATABASES: dict[str, Any] = {
    "default": dj_database_url.parse(_url, conn_max_age=600, conn_health_checks=True) if _url else _SQLITE
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# ---- People ---------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "/inloggen/"
LOGIN_REDIRECT_URL = "/werkplek/"
LOGOUT_REDIRECT_URL = "/"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
ACCOUNT_ADAPTER = "knooppunt.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # the invitation and the mailed code (accounts.codes) prove the mailbox
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a mail when somebody's ways to sign in change
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = False  # ours (core.limits) hold across processes and machines
MFA_ADAPTER = "knooppunt.accounts.adapter.MFAAdapter"
MFA_FORMS = {
    "authenticate": "knooppunt.accounts.factor_forms.CodeForm",
    "reauthenticate": "knooppunt.accounts.factor_forms.AgainCodeForm",
    "activate_totp": "knooppunt.accounts.factor_forms.ConnectForm",
    "edit_webauthn": "knooppunt.accounts.factor_forms.NameForm",
    "login_webauthn": "knooppunt.accounts.factor_forms.LoginForm",
    "authenticate_webauthn": "knooppunt.accounts.factor_forms.AuthenticateForm",
    "reauthenticate_webauthn": "knooppunt.accounts.factor_forms.ReauthenticateForm",
    "add_webauthn": "knooppunt.accounts.factor_forms.AddForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1  # a telephone may be half a minute off
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not TLS  # browsers themselves allow this on localhost only

# ---- Cookies, headers -----------------------------------------------------------------------------------------------
# SECURE_SSL_REDIRECT is the proxy's work; behind TLS every cookie is bound to this host.
_cookie = "__Host-" if TLS else ""
SESSION_COOKIE_NAME = f"{_cookie}session"
SESSION_COOKIE_SECURE = TLS
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_EXPIRE_AT_BROWSER_CLOSE = False
CSRF_COOKIE_NAME = f"{_cookie}csrf"
CSRF_COOKIE_SECURE = TLS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "knooppunt.core.views.errors.csrf_failure"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TLS else None
SECURE_HSTS_SECONDS = 31_536_000 if TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = TLS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
# One form may carry a plan with hundreds of rows; more than this is refused with a sentence.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2**20
UPLOAD_MAX_BYTES = 20 * 2**20
# How long pages that were read are counted in memory before the numbers are written (docs/architecture.md).
COUNT_SECONDS = 20 if DEMO else 300

# ---- Language and time ----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands"), ("en", "English")]  # each in its own words
LOCALE_PATHS: list[Path] = []
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"

# ---- Files and mail -------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": FILES_ROOT}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600
EMAIL_BACKEND = "knooppunt.core.mail_backend.OutboxBackend"  # mail of libraries waits in the outbox too
EMAIL_HOST = env.text("EMAIL_HOST")  # empty: mail waits in the outbox, where the demo shows it
EMAIL_PORT = env.number("EMAIL_PORT", 587, most=65535)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", bool(EMAIL_HOST) and EMAIL_HOST not in {"127.0.0.1", "localhost"})
EMAIL_USE_SSL = env.flag("EMAIL_USE_SSL")
EMAIL_TIMEOUT = 20
MAIL_PER_HOUR = env.number("KNOOPPUNT_MAIL_PER_HOUR", 600, least=1, most=100_000)
DEFAULT_FROM_EMAIL = env.text("KNOOPPUNT_MAIL_FROM", "Knooppunt <post@knooppunt.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Mail filed to a hub's logbook: its address is this one with "+<hub>-<secret>". Read over IMAP when a host is given, or
# handed to `knooppunt mail-in` by the mail server.
LOG_ADDRESS = env.text("KNOOPPUNT_LOG_ADDRESS", "logboek@knooppunt.example")
IMAP_HOST = env.text("KNOOPPUNT_IMAP_HOST")
IMAP_TLS = env.flag("KNOOPPUNT_IMAP_TLS", IMAP_HOST not in {"127.0.0.1", "localhost"})
IMAP_PORT = env.number("KNOOPPUNT_IMAP_PORT", 993 if IMAP_TLS else 143, least=1, most=65535)
IMAP_USER = env.text("KNOOPPUNT_IMAP_USER")
IMAP_PASSWORD = env.text("KNOOPPUNT_IMAP_PASSWORD")
IMAP_FOLDER = env.text("KNOOPPUNT_IMAP_FOLDER", "INBOX")

SILENCED_SYSTEM_CHECKS: list[str] = []
LOG_LEVEL = env.text("KNOOPPUNT_LOG", "INFO").upper()
LOGGING_CONFIG = "knooppunt.config.logs.configure"
LOGGING: dict[str, Any] = {"level": LOG_LEVEL}
