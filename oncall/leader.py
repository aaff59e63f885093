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


def bind_children() -> None:
    """From now on whoever is forked off this process, or off one of those, is
    killed as soon as its parent is gone: it has nobody to work for any more."""
    if sys.platform != "linux":
        return
    prctl = ctypes.CDLL(None).prctl
    parent = os.getpid()

    def bind() -> None:
        nonlocal parent
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)
        parent = os.getpid()

    os.register_at_fork(after_in_child=bind)


if __name__ == "__main__":
    main()
