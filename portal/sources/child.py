"""Talking to a database from a fresh process: its answers are strangers' data, and the web process must live."""

from __future__ import annotations

import json
import ssl
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from portal.errors import PortalError, SourceError
from portal.importing.fenced import Reader, run_fenced
from portal.importing.limits import Limits, Tell, silent
from portal.importing.report import Report
from portal.sources.address import Address, Offered, Wanted
from portal.sources.leaving import noted

LOOK: Final = 20
"""Seconds that a list of tables or a preview may take."""
CONNECT: Final = 8
"""Seconds within which a server must answer."""
_CERTIFICATES: Final = ssl.get_default_verify_paths()


@dataclass(frozen=True, slots=True)
class Permissions:
    """What the operator allows: private networks, the folder of SQLite files, and how much of the machine.

    `memory` counts bytes, `seconds` a whole reading, `statement` the seconds of one statement.
    """

    networks: str = ""
    sqlite: str = ""
    memory: int = 1_500_000_000
    seconds: float = 600.0
    statement: int = 120


@dataclass(frozen=True, slots=True)
class Preview:
    """The first rows: name, type and whether it holds numbers of each column, and cells as words or None."""

    columns: tuple[tuple[str, str, bool], ...]
    rows: tuple[tuple[str | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Extracted:
    """A table that was read: the Parquet file, its report, and the id of its content."""

    parquet: Path
    report: Report
    content: str


@dataclass(frozen=True, slots=True)
class Source:
    """A database as it may be asked. The password goes to the process through a pipe and nowhere else."""

    address: Address
    password: str
    permissions: Permissions

    def tables(self, folder: Path) -> tuple[str, list[Offered]]:
        """The server's name and the tables that the user may read."""
        told = self._asked("tables", folder)
        return told["said"], [Offered(**one) for one in told["tables"]]

    def preview(self, wanted: Wanted, folder: Path) -> Preview:
        """The first rows of a table or statement."""
        told = self._asked("preview", folder, wanted=asdict(wanted))
        columns = tuple((str(name), str(says), bool(number)) for name, says, number in told["columns"])
        return Preview(columns, tuple(tuple(row) for row in told["rows"]))

    def read(
        self, wanted: Wanted, folder: Path, *, origin: str, limits: Limits, progress: Tell | None = None
    ) -> Extracted:
        """Everything, as a Parquet file in `folder`; `origin` goes into the content's id."""
        try:
            told = self._asked(
                "read", folder, progress or silent, wanted=asdict(wanted), origin=origin, limits=asdict(limits)
            )
        except PortalError:
            self._leave(folder)
            raise
        return Extracted(folder / "table.parquet", Report.from_json(told["report"]), told["content"])

    def _leave(self, folder: Path) -> None:
        """Have the server end a statement whose reader is gone; MySQL would go on until its time is up."""
        if (number := noted(folder)) is not None:
            with suppress(PortalError):  # it has ended already, or the server is gone
                self._asked("end", folder, number=number)

    def _asked(self, act: str, folder: Path, tell: Tell = silent, **more: Any) -> dict[str, Any]:
        allowed = self.permissions
        seconds = allowed.seconds if act == "read" else float(LOOK + CONNECT)
        request = {
            "act": act, "address": self.address.to_json(), "password": self.password, "networks": allowed.networks,
            "sqlite": allowed.sqlite, "connect": CONNECT, "folder": str(folder.resolve()),
            "statement": allowed.statement if act == "read" else min(allowed.statement, LOOK),
            "memory": allowed.memory, "disk": Limits().expanded + Limits().bytes, **more,
        }  # fmt: skip
        run_fenced(_reader(folder), request, folder, memory=allowed.memory, seconds=seconds, tell=tell)
        told: dict[str, Any] = json.loads((folder / "result.json").read_text(encoding="utf-8"))
        return told


def _reader(folder: Path) -> Reader:
    # The operator's own password files and certificates are not for visitors: there are none in this home.
    home = {"HOME": str(folder.resolve()), "PGSYSCONFDIR": str(folder.resolve())}
    trusted = _CERTIFICATES.cafile or _CERTIFICATES.openssl_cafile
    return Reader(
        "portal.sources",
        slow="The database took longer than {seconds:,.0f} seconds and was left. Ask for less.",
        large="The rows need more than {megabytes:,.0f} MB of memory. Leave the longest columns out.",
        broken="The connection broke down. Try again; if it happens again, leave columns out.",
        crashed="The database answered in a way that is not understood here. Choose another table.",
        error=SourceError,
        environment=home | {"SSL_CERT_FILE": trusted},
    )
