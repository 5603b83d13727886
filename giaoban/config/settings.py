"""Settings: the environment is read by `config.env` only."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import django_stubs_ext
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from giaoban.config import env

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parents[2]
PACKAGE_DIR = BASE_DIR / "giaoban"
VAR_DIR = env.var_dir()

PRODUCTION = env.text("GIAOBAN_ENV", "development") == "production"
DEMO = env.demo()
DEBUG = False
SECRET_KEY = env.secret_key()
ALLOWED_HOSTS = env.text("GIAOBAN_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in env.text("GIAOBAN_ORIGINS", "").split(",") if o]
PUBLIC_URL = env.text("GIAOBAN_PUBLIC_URL", "http://127.0.0.1:8000")
COUNTRY_PACK = env.text("GIAOBAN_PACK", "giaoban.packs.vietnam")
DEMO_TODAY = import_module(f"{COUNTRY_PACK}.scenario.today").TODAY if DEMO else None
DEMO_OPENED = env.demo_opened() if DEMO else None

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "giaoban.apps.accounts",  # before allauth: its templates are ours
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "django_tables2",
    "django_filters",
    "procrastinate.contrib.django",
    "giaoban.kit",
    "giaoban.apps.audit",
    "giaoban.apps.org",
    "giaoban.apps.files",
    "giaoban.apps.live",
    "giaoban.apps.notify",
    "giaoban.apps.documents",
    "giaoban.apps.indicators",
    "giaoban.apps.proposals",
    "giaoban.apps.tasks",
    "giaoban.apps.directives",
    "giaoban.apps.reporting",
    "giaoban.apps.conferences",
    "giaoban.apps.briefings",
    "giaoban.apps.portal",
    "giaoban.apps.cockpit",
    COUNTRY_PACK,
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.common.CommonMiddleware",
    "giaoban.config.middleware.LinkMiddleware",
    "giaoban.config.middleware.ReaderMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "giaoban.config.middleware.LanguageMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "giaoban.config.middleware.ActorMiddleware",
    "giaoban.config.middleware.TakenMiddleware",
    "giaoban.config.middleware.OnceMiddleware",
    "giaoban.config.middleware.ErrorMiddleware",
    "giaoban.config.middleware.SignInMiddleware",
]

ROOT_URLCONF = "giaoban.config.urls"
WSGI_APPLICATION = "giaoban.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "giaoban.kit.ui.context.page",
            ],
        },
    }
]

DATABASES = {"default": env.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PROCRASTINATE_IMPORT_PATHS: list[str] = []
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["giaoban.config.sessions.Backend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "giaoban.kit.first_password.FirstPasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# Reminders: a mail server, a gateway for chat and SMS, both or none (docs/ops/reminders.md).
_MAIL = env.mail()
EMAIL_READY: bool = DEMO or bool(_MAIL.host)
EMAIL_BACKEND = f"django.core.mail.backends.{'filebased' if DEMO else 'smtp'}.EmailBackend"
EMAIL_FILE_PATH = str(VAR_DIR / "mail")  # the demonstration's letters lie there and go nowhere
EMAIL_HOST, EMAIL_PORT, DEFAULT_FROM_EMAIL = _MAIL.host, _MAIL.port, _MAIL.sender
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.user, _MAIL.password
EMAIL_USE_SSL, EMAIL_USE_TLS, EMAIL_TIMEOUT = _MAIL.scheme == "smtps", _MAIL.scheme == "smtp+tls", 10
GATEWAY_URL, GATEWAY_SECRET = env.gateway()
# Picture and sound of conferences: an existing system, or none (docs/ops/settings.md).
PICTURE: tuple[str, str, str, str] = env.picture()

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "cockpit:home"
ACCOUNT_ADAPTER = "giaoban.apps.accounts.web.forms.ClosedAdapter"
ACCOUNT_FORMS = {"login": "giaoban.apps.accounts.web.forms.SignInForm"}
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
# Per account, never per address alone: a hall shares one address.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "10/15m/key"}

# In the database, so that all processes count one limit (sign-ins, questions to the public check page).
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "giaoban_counts",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # Answers of public pages and the times of large waves, in each process's own memory, for minutes.
    "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 1000}},
}
# Addresses that everybody reads: no cookie reaches them and none leaves.
READERS = ("/tin/", "/trang/", "/lich-tuan/", "/sitemap", "/robots.txt", "/favicon.ico")
SESSION_ENGINE = "giaoban.config.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "giaoban.kit.ui.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
HTTPS = env.flag("GIAOBAN_HTTPS", PRODUCTION)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = env.flag("GIAOBAN_SSL_REDIRECT", HTTPS)
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("GIAOBAN_BEHIND_PROXY", False) else None
)
# So many proxies of our own stand ahead, each of which adds to X-Forwarded-For (kit/request.py).
PROXIES = env.count("GIAOBAN_PROXIES", 0)
# Live screens listen here: "" where the proxy hands /truc-tiep/…/song/ to the streams' process.
STREAM_URL = env.text("GIAOBAN_STREAM_URL", "").rstrip("/")
# Where nginx takes messages for tens of thousands of screens, which then listen to it (docs/ops/nchan.md).
NCHAN = env.nchan()
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "style-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "connect-src": [SELF, *([STREAM_URL] if STREAM_URL else [])],
    }
}
# One report workbook is far below; a ZIP of workbooks has a limit of its own in `files`.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None
FILES_DIR = VAR_DIR / "files"
FILE_MAX_BYTES = 20 * 1024 * 1024
ARCHIVE_MAX_BYTES = 200 * 1024 * 1024

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE_DIR / "locale"]
TIME_ZONE = env.text("GIAOBAN_TIME_ZONE", "Asia/Ho_Chi_Minh")
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False  # years, ids and addresses stay plain; `amount` groups what is counted

NODE_MODULES = BASE_DIR / "node_modules"
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "giaoban.config.staticfiles.NodeModulesFinder",
]
# `serve` collects and compresses them for every installation, the demonstration too; tests read the finders.
STATIC_COLLECTED = env.flag("GIAOBAN_STATIC_COLLECTED", PRODUCTION)
WHITENOISE_USE_FINDERS = not STATIC_COLLECTED
WHITENOISE_AUTOREFRESH = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": FILES_DIR}},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DJANGO_TABLES2_TABLE_ARGS: dict[str, str] = {}

NAVIGATION = [
    {"label": _("What is asked of me"), "url": "cockpit:home", "icon": "inbox"},
    {"label": _("Reports"), "url": "reporting:overview", "icon": "file-spreadsheet"},
    {"label": _("Briefings"), "url": "briefings:list", "icon": "book-open-text"},
    {"label": _("Documents"), "url": "documents:list", "icon": "files"},
    {"label": _("Tasks"), "url": "tasks:list", "icon": "list-checks"},
    {"label": _("Proposals"), "url": "proposals:list", "icon": "message-square-warning"},
    {"label": _("Conferences"), "url": "conferences:list", "icon": "presentation"},
    {"label": _("News"), "url": "portal:desk", "icon": "newspaper"},
    {"label": _("Network"), "url": "org:areas", "icon": "network"},
    {
        "label": _("Accounts"),
        "url": "accounts:list",
        "icon": "users",
        "may": "giaoban.apps.accounts.web.views.running.may_run",
    },
]
PAGE_PARTS = {"header": ["cockpit/_hat.html"], "banner": ["cockpit/_walk_bar.html"]}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"giaoban": {"level": "INFO"}},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
