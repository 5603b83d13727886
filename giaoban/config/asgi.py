"""The application of the streams' process: live screens, nothing else. Pages run on WSGI (`wsgi.py`)."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "giaoban.config.settings")
django.setup()

from giaoban.apps.live.web.views.stream import Streams  # noqa: E402
from giaoban.config import env  # noqa: E402

application = Streams(most=int(env.text("GIAOBAN_STREAMS", "12000")))
