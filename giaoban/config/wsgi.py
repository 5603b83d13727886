"""The WSGI application that page workers run."""

import os

from django.core.wsgi import get_wsgi_application

from giaoban.config import env

env.allow_open_files()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "giaoban.config.settings")
application = get_wsgi_application()
env.collect_rarely()
