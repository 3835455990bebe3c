"""Writes the Java agent that has RMI listen on one address: by itself it listens on all.

There is no option for it, and no Java compiler among the tools, so the class is put together here:

    public class BoundSockets extends RMISocketFactory {
        public Socket createSocket(String host, int port) {
            return new Socket(host, port);
        }
        public ServerSocket createServerSocket(int port) {
            String address = System.getProperty("java.rmi.server.hostname");
            return new ServerSocket(port, 50, InetAddress.getByName(address));
        }
        public static void premain(String options) {
            RMISocketFactory.setSocketFactory(new BoundSockets());
        }
    }
"""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

__all__ = ["write_agent"]

_NAME = "BoundSockets"
_FACTORY = "java/rmi/server/RMISocketFactory"
_SOCKET = "java/net/Socket"
_SERVER_SOCKET = "java/net/ServerSocket"
_ADDRESS = "java/net/InetAddress"

_MAGIC = 0xCAFEBABE
_VERSION = 50  # Java 6, which every JVM of today reads
_PUBLIC, _STATIC, _SUPER = 0x01, 0x08, 0x20
_BACKLOG = 50

# The instructions of the JVM that are used.
_BIPUSH, _LDC = b"\x10", b"\x12"
_ILOAD_1, _ILOAD_2, _ALOAD_0, _ALOAD_1 = b"\x1b", b"\x1c", b"\x2a", b"\x2b"
_DUP, _ARETURN, _RETURN, _SPECIAL, _CALL, _NEW = (
    b"\x59",
    b"\xb0",
    b"\xb1",
    b"\xb7",
    b"\xb8",
    b"\xbb",
)


def write_agent(jar: Path) -> None:
    """Write the agent, for `-javaagent:`; the address is the property java.rmi.server.hostname."""
    with zipfile.ZipFile(jar, "w") as archive:
        archive.writestr(
            "META-INF/MANIFEST.MF", f"Manifest-Version: 1.0\r\nPremain-Class: {_NAME}\r\n\r\n"
        )
        archive.writestr(f"{_NAME}.class", _class())


class _Constants:
    """The constant pool of a class: each entry once, numbered from 1."""

    def __init__(self) -> None:
        self._entries: list[bytes] = []

    def _add(self, tag: int, content: bytes) -> int:
        entry = bytes([tag]) + content
        if entry not in self._entries:
            self._entries.append(entry)
        return self._entries.index(entry) + 1

    def text(self, text: str) -> int:
        data = text.encode("ascii")
        return self._add(1, struct.pack(">H", len(data)) + data)

    def string(self, text: str) -> int:
        return self._add(8, struct.pack(">H", self.text(text)))

    def of_class(self, name: str) -> int:
        return self._add(7, struct.pack(">H", self.text(name)))

    def method(self, owner: str, name: str, kind: str) -> int:
        signature = self._add(12, struct.pack(">HH", self.text(name), self.text(kind)))
        return self._add(10, struct.pack(">HH", self.of_class(owner), signature))

    def pack(self) -> bytes:
        return struct.pack(">H", len(self._entries) + 1) + b"".join(self._entries)


def _class() -> bytes:
    pool = _Constants()
    methods = [
        _method(
            pool,
            "<init>",
            "()V",
            _ALOAD_0 + _call(pool, _SPECIAL, _FACTORY, "<init>", "()V") + _RETURN,
        ),
        _method(
            pool,
            "createSocket",
            f"(Ljava/lang/String;I)L{_SOCKET};",
            _new(pool, _SOCKET, _ALOAD_1 + _ILOAD_2, "(Ljava/lang/String;I)V") + _ARETURN,
        ),
        _method(
            pool,
            "createServerSocket",
            f"(I)L{_SERVER_SOCKET};",
            _new(
                pool,
                _SERVER_SOCKET,
                _ILOAD_1
                + _BIPUSH
                + bytes([_BACKLOG])
                + _LDC
                + bytes([pool.string("java.rmi.server.hostname")])
                + _call(
                    pool,
                    _CALL,
                    "java/lang/System",
                    "getProperty",
                    "(Ljava/lang/String;)Ljava/lang/String;",
                )
                + _call(pool, _CALL, _ADDRESS, "getByName", f"(Ljava/lang/String;)L{_ADDRESS};"),
                f"(IIL{_ADDRESS};)V",
            )
            + _ARETURN,
        ),
        _method(
            pool,
            "premain",
            "(Ljava/lang/String;)V",
            _new(pool, _NAME, b"", "()V")
            + _call(pool, _CALL, _FACTORY, "setSocketFactory", f"(L{_FACTORY};)V")
            + _RETURN,
            _PUBLIC | _STATIC,
        ),
    ]
    head = struct.pack(
        ">HHH", _PUBLIC | _SUPER, pool.of_class(_NAME), pool.of_class(_FACTORY)
    ) + struct.pack(">HH", 0, 0)
    body = head + struct.pack(">H", len(methods)) + b"".join(methods) + struct.pack(">H", 0)
    return struct.pack(">IHH", _MAGIC, 0, _VERSION) + pool.pack() + body


def _call(pool: _Constants, how: bytes, owner: str, name: str, kind: str) -> bytes:
    return how + struct.pack(">H", pool.method(owner, name, kind))


def _new(pool: _Constants, owner: str, arguments: bytes, kind: str) -> bytes:
    made = _NEW + struct.pack(">H", pool.of_class(owner)) + _DUP
    return made + arguments + _call(pool, _SPECIAL, owner, "<init>", kind)


def _method(pool: _Constants, name: str, kind: str, code: bytes, flags: int = _PUBLIC) -> bytes:
    # Five values on the stack and three local variables are enough for each of them.
    content = struct.pack(">HHI", 5, 3, len(code)) + code + struct.pack(">HH", 0, 0)
    attribute = struct.pack(">HI", pool.text("Code"), len(content)) + content
    return struct.pack(">HHHH", flags, pool.text(name), pool.text(kind), 1) + attribute
