"""A mail server that keeps who got what. It takes its time, so that senders overlap."""

import socketserver
import threading
import time
from collections import Counter
from email import message_from_bytes, policy

SECONDS_A_MESSAGE = 0.03


class Session(socketserver.StreamRequestHandler):
    """One connection: just enough SMTP for Django's mail backend."""

    def handle(self) -> None:
        self._say("220 ready")
        recipients: list[str] = []
        while line := self.rfile.readline().decode().strip():
            command = line.split(":")[0].upper()
            if command == "RCPT TO":
                recipients.append(line.split("<")[1].split(">")[0])
            if command == "DATA":
                self._take(recipients)
                recipients = []
            elif command == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _take(self, recipients: list[str]) -> None:
        self._say("354 go on")
        content = b""
        while (line := self.rfile.readline()) != b".\r\n":
            content += line
        time.sleep(SECONDS_A_MESSAGE)
        message = message_from_bytes(content, policy=policy.default)
        self.server.received.extend((to, str(message["Subject"])) for to in recipients)
        self._say("250 kept")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class Sink(socketserver.ThreadingTCPServer):
    """The mail server; `received` holds recipient and subject of every message."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        self.received: list[tuple[str, str]] = []
        super().__init__(("127.0.0.1", 0), Session)
        self.port = self.server_address[1]
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def count(self, about: str, *, reminders: bool = False) -> Counter[str]:
        """How many messages about this scope each person got."""
        return Counter(
            to
            for to, subject in self.received
            if subject.endswith(about) and subject.startswith("Reminder") == reminders
        )
