"""`manage.py dispatch`: meets the deadlines of calls until told to stop."""

import gc
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from escalation import dispatcher
from escalation.sms import load


class Command(BaseCommand):
    """Any number may run; `manage.py up` runs one."""

    help = "Sends pages and calls the next person when a deadline comes."

    def handle(self, *args: Any, **options: Any) -> None:
        """Returns after SIGTERM or Ctrl-C, once the last text is handed over."""
        stop = threading.Event()

        def ask_to_stop(signum: int, frame: Any) -> None:
            # a second signal while the first is being noted would wait for itself
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            stop.set()

        signal.signal(signal.SIGTERM, ask_to_stop)
        signal.signal(signal.SIGINT, ask_to_stop)
        load()
        # going through all that never changes takes the collector 0.1 s, and the page
        # that is due meanwhile waits
        gc.collect()
        gc.freeze()
        dispatcher.run(stop)
