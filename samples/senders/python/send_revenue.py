"""Sends revenue messages, one JSON object a line of standard input, and ends when all of them are taken. Python 3.9, nothing else."""
import json
import os
import sys
import time
from urllib.parse import urlsplit

from amqp_sender import AmqpError, Sender

PATIENCE = 120  # seconds without a message taken


def connect(connection):
    parts = dict(part.split("=", 1) for part in connection.split(";") if part)
    endpoint, is_emulator = urlsplit(parts["Endpoint"]), parts.get("UseDevelopmentEmulator") == "true"
    port = endpoint.port or (5672 if is_emulator else 5671)
    return Sender(endpoint.hostname, port, "revenue-events", parts["SharedAccessKeyName"], parts["SharedAccessKey"], use_tls=not is_emulator)


def send_all(lines, connection):
    """Connects again when the connection is lost, and begins with the message that may or may not have been taken: it counts once."""
    sender, at, pause, last = None, 0, 0.5, time.monotonic()
    while at < len(lines):
        try:
            if sender is None:
                sender = connect(connection)
            # The queue's message id is for logs and tools: the app goes by the id in the body.
            sender.send(json.loads(lines[at])["id"], lines[at])
            at, pause, last = at + 1, 0.5, time.monotonic()
        except (AmqpError, OSError) as error:
            if time.monotonic() - last > PATIENCE:
                sys.exit(f"{at} sent, then: {error}")
            if sender is not None:
                sender.socket.close()
                sender = None
            time.sleep(pause)
            pause = min(pause * 2, 10)
    if sender is not None:
        sender.close()
    print(f"sent {at}")


send_all(sys.stdin.buffer.read().splitlines(), os.environ["SERVICE_BUS"])
