"""A mail server on loopback that takes, refuses or hangs up, as it is told."""

import socketserver
import threading
from email import message_from_bytes
from email.message import Message
from email.policy import default


class MailServer(socketserver.ThreadingTCPServer):
    """Speaks enough SMTP for smtplib. `refusals`: address → reply, such as
    “550 no such user”; `letters`: what was taken."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.refusals: dict[str, str] = {}
        self.letters: list[Message] = []
        self.thread = threading.Thread(target=self.serve_forever, args=(0.01,))
        self.thread.start()

    @property
    def port(self) -> int:
        return self.server_address[1]

    def stop(self) -> None:
        self.shutdown()
        self.thread.join()
        self.server_close()


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.say("220 test")
        while line := self.rfile.readline():
            word = line.split()[0].upper()
            if word == b"RCPT":
                address = line.split(b"<")[1].split(b">")[0].decode()
                self.say(self.server.refusals.get(address, "250 ok"))
            elif word == b"DATA":
                self.say("354 go on")
                self.server.letters.append(self.read_letter())
                self.say("250 taken")
            else:
                self.say("221 bye" if word == b"QUIT" else "250 ok")

    def say(self, reply: str) -> None:
        self.wfile.write(f"{reply}\r\n".encode())

    def read_letter(self) -> Message:
        lines = iter(self.rfile.readline, b".\r\n")
        return message_from_bytes(b"".join(lines), policy=default)
