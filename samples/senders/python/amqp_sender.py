"""The part of AMQP 1.0 that sending to one queue takes: https://www.amqp.org/specification/1.0. Standard library only."""
import socket
import ssl
import struct

MAX_FRAME = 65536
OPEN, BEGIN, ATTACH, FLOW, TRANSFER, DISPOSITION, DETACH, END, CLOSE = range(0x10, 0x19)
SASL_MECHANISMS, SASL_INIT, SASL_OUTCOME = 0x40, 0x41, 0x44
ACCEPTED, SOURCE, TARGET, PROPERTIES, DATA = 0x24, 0x28, 0x29, 0x73, 0x75


class AmqpError(Exception):
    """The queue did not take a message, or the connection is of no more use."""


# Values as they are written. Text is a string, bytes are binary, int is an unsigned int.
class Symbol(str):
    """A word of the protocol."""


def described(code, body):
    return b"\x00\x53" + bytes([code]) + body


def encode(value):
    if value is None:
        return b"\x40"
    if isinstance(value, bool):
        return b"\x41" if value else b"\x42"
    if isinstance(value, int):
        return b"\x70" + struct.pack(">I", value)
    if isinstance(value, Described):
        return described(value.code, encode(value.fields))
    if isinstance(value, Symbol):
        return b"\xb3" + struct.pack(">I", len(value)) + value.encode("ascii")
    if isinstance(value, str):
        text = value.encode()
        return b"\xb1" + struct.pack(">I", len(text)) + text
    if isinstance(value, bytes):
        return b"\xb0" + struct.pack(">I", len(value)) + value
    items = b"".join(encode(item) for item in value)
    return b"\xd0" + struct.pack(">II", len(items) + 4, len(value)) + items


class Described:
    """A value with a meaning: a performative, an outcome, an error."""

    def __init__(self, code, fields):
        self.code, self.fields = code, fields

    def get(self, index):
        return self.fields[index] if isinstance(self.fields, list) and index < len(self.fields) else None


FIXED = {0x40: (0, None), 0x41: (0, True), 0x42: (0, False), 0x43: (0, 0), 0x44: (0, 0)}


def decode(data, at):
    """One value and where the next begins. Whole numbers are read; of the rest the bytes are kept."""
    kind, at = data[at], at + 1
    if kind == 0x00:
        code, at = decode(data, at)
        fields, at = decode(data, at)
        return Described(code, fields), at
    if kind in FIXED:
        return FIXED[kind][1], at
    if kind == 0x45:
        return [], at
    width = kind >> 4
    if width in (0x5, 0x6, 0x7, 0x8, 0x9):
        size = {0x5: 1, 0x6: 2, 0x7: 4, 0x8: 8, 0x9: 16}[width]
        return int.from_bytes(data[at:at + size], "big"), at + size
    length = 1 if width in (0xA, 0xC, 0xE) else 4
    size = int.from_bytes(data[at:at + length], "big")
    at, end = at + length, at + length + size
    if kind not in (0xC0, 0xD0):
        return data[at:end], end
    count, at = int.from_bytes(data[at:at + length], "big"), at + length
    items = []
    for _ in range(count):
        item, at = decode(data, at)
        items.append(item)
    return items, end


class Sender:
    """One connection to one queue. Each message is sent, and its acceptance awaited, before the next."""

    def __init__(self, host, port, queue, user, password, use_tls, timeout=30):
        self.socket = socket.create_connection((host, port), timeout)
        try:
            if use_tls:
                self.socket = ssl.create_default_context().wrap_socket(self.socket, server_hostname=host)
            self.credit, self.sent = 0, 0
            self._sign_in(host, user, password)
            self._exchange(b"AMQP\x00\x01\x00\x00")
            self._write(0, described(OPEN, encode(["revenue-sender", host, MAX_FRAME])))
            self._write(0, described(BEGIN, encode([None, 0, 2048, 2048])))
            source, target = Described(SOURCE, ["revenue-sender"]), Described(TARGET, [queue])
            # The link's name and handle, that we send, where from and where to, and from which count on.
            self._write(0, described(ATTACH, encode(["revenue-sender", 0, False, None, None, source, target, None, None, 0])))
        except BaseException:
            self.socket.close()
            raise

    def send(self, message_id, body):
        """Returns when the queue has the message. Raises AmqpError or OSError when that is not known."""
        while self.credit == 0:
            self._read()
        number, self.credit, self.sent = self.sent, self.credit - 1, self.sent + 1
        transfer = described(TRANSFER, encode([0, number, struct.pack(">I", number), 0, False, False]))
        message = described(PROPERTIES, encode([message_id])) + described(DATA, encode(body))
        self._write(0, transfer + message)
        while True:
            reply = self._read()
            if reply.code == DISPOSITION and reply.get(1) <= number <= (reply.get(2) if reply.get(2) is not None else reply.get(1)):
                if reply.get(4) is None or reply.get(4).code != ACCEPTED:
                    raise AmqpError(f"{message_id} was not accepted")
                return

    def close(self):
        try:
            self._write(0, described(CLOSE, encode([])))
        finally:
            self.socket.close()

    def _sign_in(self, host, user, password):
        self._exchange(b"AMQP\x03\x01\x00\x00")
        offered = self._frame()
        plain = f"\0{user}\0{password}".encode()
        # The local broker lets in all who reach it and knows no passwords.
        chosen = (Symbol("PLAIN"), plain) if b"PLAIN" in offered else (Symbol("ANONYMOUS"), b"")
        self._write(1, described(SASL_INIT, encode([*chosen, host])))
        outcome, _ = decode(self._frame(), 0)
        if outcome.code != SASL_OUTCOME or outcome.get(0) != 0:
            raise AmqpError("The name or the key is wrong.")

    def _exchange(self, header):
        self.socket.sendall(header)
        if self._take(8) != header:
            raise AmqpError("The other side speaks another protocol.")

    def _write(self, kind, body):
        self.socket.sendall(struct.pack(">IBBH", len(body) + 8, 2, kind, 0) + body)

    def _take(self, count):
        data = b""
        while len(data) < count:
            part = self.socket.recv(count - len(data))
            if not part:
                raise AmqpError("The connection was closed.")
            data += part
        return data

    def _frame(self):
        """The body of the next frame that has one: empty ones only say that the other side is there."""
        while True:
            size, offset = struct.unpack(">IB", self._take(8)[:5])
            body = self._take(size - 8)[offset * 4 - 8:]
            if body:
                return body

    def _read(self):
        performative, _ = decode(self._frame(), 0)
        if performative.code == FLOW and performative.get(4) is not None:
            # What may still be sent: counted from the deliveries that the other side had seen.
            self.credit = (performative.get(5) or 0) + performative.get(6) - self.sent
        elif performative.code in (DETACH, END, CLOSE):
            error = performative.get(2 if performative.code == DETACH else 0)
            raise AmqpError(f"The other side ended: {error.get(0)} {error.get(1)}" if error else "The other side ended.")
        return performative
