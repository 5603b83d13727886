"""The application of the streams' process: live screens, nothing else. Pages run on WSGI (`wsgi.py`)."""

import os

import django

from giaoban.config import env

env.allow_open_files()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "giaoban.config.settings")
django.setup()

from django.conf import settings  # noqa: E402

from giaoban.apps.live.actions.push_topics import Nginx  # noqa: E402
from giaoban.apps.live.web.views.stream import Streams  # noqa: E402

application = Streams(
    most=int(env.text("GIAOBAN_STREAMS", "12000")),
    push=Nginx(settings.NCHAN).push if settings.NCHAN else None,
)
env.collect_rarely()
