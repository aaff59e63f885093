"""Runs a command that must not outlive the process that started it.

Started as a script, before the command itself: `leader.py PARENT COMMAND…`.
Asked of Linux here and not between fork and exec of the supervisor, which has
threads: there, Python code may wait for ever for a lock nobody holds.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Becomes the command; it gets SIGTERM as soon as PARENT is gone."""
    parent, command = int(sys.argv[1]), sys.argv[2:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    # gone already, before it could be asked for
    if os.getppid() != parent:
        sys.exit(1)
    os.execv(command[0], command)  # noqa: S606 - the supervisor's own command


if __name__ == "__main__":
    main()
