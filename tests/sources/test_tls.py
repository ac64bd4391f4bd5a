"""Encrypted ways to databases: what was asked for is had, and a server that cannot prove its name is refused."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import struct
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from portal.errors import SourceError
from portal.sources.address import checked
from portal.sources.opening import opened
from tests.sources.conftest import LOCAL

USER = "postgres"
TRUSTED = "offers no encrypted connection that can be trusted as you asked"


@pytest.fixture(scope="module")
def certificates() -> Iterator[Path]:
    """A folder with an authority, and a certificate of its for `localhost`; open to the server's own user."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not on the PATH")
    folder = Path(tempfile.mkdtemp(prefix="tls-"))
    folder.chmod(0o755)
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    for command in (
        ["req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Authority of the tests"],
        ["req", "-x509", *key, "-keyout", "server.key", "-out", "server.pem", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-addext", "basicConstraints=critical,CA:FALSE",
         "-CA", "ca.pem", "-CAkey", "ca.key"],
    ):  # fmt: skip
        subprocess.run(["openssl", *command], cwd=folder, check=True, capture_output=True)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def encrypted(certificates: Path) -> Iterator[int]:
    """The port of a PostgreSQL server of this module's own that takes encrypted connections only."""
    tools = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not tools or (os.getuid() == 0 and shutil.which("runuser") is None):
        pytest.skip("no PostgreSQL server can be started here")
    folder, tool = certificates / "server", tools[-1].parent
    folder.mkdir(mode=0o700)
    key = folder / "server.key"
    shutil.copy(certificates / "server.key", key)
    key.chmod(0o600)
    # The server refuses to run as root.
    as_user = ["runuser", "-u", USER, "--"] if os.getuid() == 0 else []
    if as_user:
        for path in (folder, key):
            shutil.chown(path, USER)
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    options = (
        f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off -c ssl=on "
        f"-c ssl_cert_file={certificates / 'server.pem'} -c ssl_key_file={key}"
    )
    control = [*as_user, str(tool / "pg_ctl"), "-D", str(folder / "data")]

    def run(*command: str) -> None:
        subprocess.run([*control, *command], cwd=folder, check=True, stdout=subprocess.DEVNULL, timeout=60)

    run("init", "-s", "-o", f"-A trust -U {USER} --no-sync --no-instructions")
    (folder / "data" / "pg_hba.conf").write_text("hostssl all all 127.0.0.1/32 trust\n", encoding="utf-8")
    run("start", "-s", "-w", "-o", options, "-l", str(folder / "log"))
    yield port
    run("stop", "-s", "-m", "immediate")


@pytest.fixture
def trusting(certificates: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The operator has named the tests' authority."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates / "ca.pem"))


def wish(driver: str, host: str, port: int, tls: str) -> dict[str, object]:
    """A request to the server of a test."""
    address = checked(driver, host, port, "postgres", USER, tls)
    return {"address": address.to_json(), "password": "", "networks": LOCAL, "sqlite": "", "connect": 10,
            "statement": 20}  # fmt: skip


def test_a_certificate_that_holds_opens_the_way(encrypted, trusting) -> None:
    session = opened(wish("postgresql", "localhost", encrypted, "verified"))
    with closing(session):
        assert session.said.startswith("PostgreSQL")


def test_an_authority_that_nobody_knows_is_refused_in_one_sentence(encrypted) -> None:
    with pytest.raises(SourceError, match=f"localhost:{encrypted} {TRUSTED}"):
        opened(wish("postgresql", "localhost", encrypted, "verified"))
    with closing(opened(wish("postgresql", "localhost", encrypted, "required"))) as session:
        assert session.said.startswith("PostgreSQL")


def test_a_certificate_of_another_name_is_refused(encrypted, trusting) -> None:
    with pytest.raises(SourceError, match=TRUSTED):
        opened(wish("postgresql", "127.0.0.1", encrypted, "verified"))


@pytest.mark.parametrize(("host", "known"), [("localhost", False), ("127.0.0.1", True)], ids=["authority", "name"])
def test_mysql_is_not_believed_either(certificates, request, host, known) -> None:
    if known:
        request.getfixturevalue("trusting")
    with Greeter(certificates) as port, pytest.raises(SourceError, match=TRUSTED):
        opened(wish("mysql", host, port, "verified"))


class Greeter:
    """A server that greets as MySQL does, encrypts, and says nothing more."""

    def __init__(self, certificates: Path) -> None:
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificates / "server.pem", certificates / "server.key")
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.worker = threading.Thread(target=self._greet, daemon=True)

    def __enter__(self) -> int:
        self.worker.start()
        return int(self.listener.getsockname()[1])

    def __exit__(self, *_: object) -> None:
        self.listener.close()
        self.worker.join(5)

    def _greet(self) -> None:
        # Protocol 10 with TLS (0x0800) among what it can do: version, id, salt, flags, salt, name of the method.
        flags = 0x00080000 | 0x8000 | 0x0800 | 0x0200 | 0x0008
        body = b"\x0a8.0.0\x00" + struct.pack("<I8sxHBHHB10x", 1, b"saltsalt", flags & 0xFFFF, 45, 2, flags >> 16, 21)
        body += b"saltsaltsalt\x00mysql_native_password\x00"
        with self.listener.accept()[0] as link:
            link.settimeout(5)
            link.sendall(struct.pack("<I", len(body))[:3] + b"\x00" + body)
            link.recv(4096)
            try:
                with self.context.wrap_socket(link, server_side=True) as sealed:
                    sealed.recv(4096)
            except (ssl.SSLError, OSError):
                return
