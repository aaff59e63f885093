"""How `manage.py up` serves the pages."""

import gc
import os
from importlib import import_module

from django.conf import settings
from gunicorn.arbiter import Arbiter

from escalation.sms import load

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "oncall.settings")

bind = [f"[{settings.HOST}]:{settings.PORT}"]
if ":" not in settings.HOST:
    bind = [f"{settings.HOST}:{settings.PORT}"]
wsgi_app = "oncall.wsgi:application"
# two processes: one that breaks does not close the house; threads, because a
# request may wait 15 s for the provider
workers = 2
worker_class = "gthread"
threads = 8
# the code is loaded once and shared: less memory on a small machine
preload_app = True
timeout = 60
graceful_timeout = 20  # longer than a text in the middle of being handed over
control_socket_disable = True
# an access log would keep the secret addresses of callers and calendars
accesslog = None
loglevel = "warning"


def when_ready(server: Arbiter) -> None:
    """Loads the pages and the providers once, in the parent of both processes, and
    keeps the collector from touching what they share: what is written to is copied."""
    import_module(settings.ROOT_URLCONF)
    load()
    gc.freeze()
