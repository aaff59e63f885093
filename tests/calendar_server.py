"""A server of calendars on this machine, which can be told how to fail."""

from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext
from threading import Event, Thread

LEAVE = """\
BEGIN:VCALENDAR
VERSION:2.0
PRODID:test
BEGIN:VEVENT
UID:1
DTSTART;VALUE=DATE:20261127
DTEND;VALUE=DATE:20261201
SUMMARY:Congés avec Zébulon
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n").encode()


@dataclass
class Answer:
    """What is sent back. `drips`: one byte, then nothing until the end."""

    status: int = 200
    body: bytes = LEAVE
    headers: dict[str, str] = field(default_factory=dict)
    drips: bool = False


class Handler(BaseHTTPRequestHandler):
    """Answers from the table of its server."""

    server: "CalendarServer"

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers)))
        answer = self.server.answers.get(self.path, Answer(404))
        etag = answer.headers.get("ETag")
        if etag and self.headers["If-None-Match"] == etag:
            answer = Answer(304, b"")
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != 304:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if answer.drips:
            self.wfile.write(answer.body[:1])
            self.wfile.flush()
            self.server.over.wait(10)
            return
        self.wfile.write(answer.body)

    def log_message(self, *args: object) -> None:
        """Nothing: the terminal is the tests'."""


class CalendarServer(ThreadingHTTPServer):
    """Listens on a free port of the loopback; `asked`: paths with their headers."""

    daemon_threads = True

    def __init__(self, context: SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        if context:
            self.socket = context.wrap_socket(self.socket, server_side=True)
        self.answers: dict[str, Answer] = {"/leave.ics": Answer()}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.over = Event()
        self.url = f"http://127.0.0.1:{self.server_port}"
        Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def handle_error(self, *args: object) -> None:
        """Who asks may hang up when it has had enough."""

    def stop(self) -> None:
        self.over.set()
        self.shutdown()
        self.server_close()
