"""What the program writes to its console."""

from io import StringIO
from logging import getLogger

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.log import log_response
from django.views.defaults import permission_denied, server_error


@pytest.fixture
def console():
    """What is written, from now on."""
    handler = getLogger("django").handlers[0]
    before = handler.setStream(StringIO())
    yield handler.stream
    handler.setStream(before)


def test_refused_page_is_one_line(reader_client, console) -> None:
    assert reader_client.get("/t/edition/alerts/").status_code == 403

    (line,) = console.getvalue().splitlines()
    assert line.endswith("Forbidden (Permission denied): /t/edition/alerts/")


def test_only_failures_keep_their_traceback(rf, console) -> None:
    request = rf.get("/somewhere/")
    for answer, error in (
        (permission_denied(request, PermissionDenied()), PermissionDenied()),
        (server_error(request), KeyError("what failed")),
    ):
        log_response("%s", request.path, response=answer, exception=error)

    assert "PermissionDenied" not in console.getvalue()
    assert "KeyError: 'what failed'" in console.getvalue()
