"""The smallest site that shows every part of the kit.

`python -m django runserver --settings tests.kit.ui.settings`

It has one table of made-up rows in memory and no users; the product itself never runs on SQLite.
"""

from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

ROOT = Path(__file__).resolve().parents[3]
SECRET_KEY = "gallery"
DEBUG = False
DEMO = True
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "django_htmx",
    "django_tables2",
    "django_filters",
    "giaoban.kit",
    "tests.kit.ui.gallery",
]
MIDDLEWARE = [
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
ROOT_URLCONF = "tests.kit.ui.gallery.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "giaoban.kit.ui.context.page",
            ],
        },
    }
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": "file:gallery?mode=memory&cache=shared",
        "OPTIONS": {"uri": True},
    }
}
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "style-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [ROOT / "giaoban" / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False
NODE_MODULES = ROOT / "node_modules"
STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "var" / "gallery-static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "giaoban.config.staticfiles.NodeModulesFinder",
]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
NAVIGATION = [
    {"label": _("What is asked of me"), "url": "gallery", "icon": "inbox"},
    {"label": _("Reports"), "url": "table", "icon": "file-spreadsheet"},
    {"label": _("Briefings"), "url": "entry", "icon": "book-open-text"},
    {"label": _("Documents"), "url": "form", "icon": "files"},
    {"label": _("Tasks"), "url": "map", "icon": "list-checks"},
    {"label": _("Proposals"), "url": "nowhere", "icon": "message-square-warning"},
    {"label": _("Conferences"), "url": "missing", "icon": "presentation"},
    {"label": _("Network"), "url": "bigmap", "icon": "network"},
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGGING = {
    "version": 1,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
