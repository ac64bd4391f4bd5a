"""Where a database is and what is wanted of it: fields with types, checked one by one; never a free-form URL."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final, Self

from portal.errors import SourceError


class Driver(StrEnum):
    """The kinds of database that can be read."""

    POSTGRESQL = "postgresql"
    MYSQL = "mysql"
    SQLITE = "sqlite"

    @property
    def called(self) -> str:
        """Its name as people write it."""
        return {"postgresql": "PostgreSQL", "mysql": "MySQL or MariaDB", "sqlite": "SQLite file"}[self.value]

    @property
    def port(self) -> int:
        """The port that it listens on unless told otherwise; 0 for a file."""
        return {"postgresql": 5432, "mysql": 3306, "sqlite": 0}[self.value]


class Tls(StrEnum):
    """How much the way to the server must be protected."""

    PREFERRED = "preferred"
    REQUIRED = "required"
    VERIFIED = "verified"


# Neither sockets (/…, @…) nor lists of hosts nor anything a driver could take for an option.
_HOST: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,251}[A-Za-z0-9_.])?|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]+")
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Address:
    """A database and who reads it. Of an SQLite file only `database`, a path below the operator's folder, counts."""

    driver: Driver
    host: str
    port: int
    database: str
    user: str
    tls: Tls = Tls.PREFERRED

    def to_json(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """The address that `to_json` gave."""
        return cls(**{**values, "driver": Driver(values["driver"]), "tls": Tls(values["tls"])})

    @property
    def place(self) -> str:
        """Host and port, or the file, as it is shown."""
        if self.driver is Driver.SQLITE:
            return self.database
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


def checked(
    driver: str, host: str, port: str | int | None, database: str, user: str, tls: str = "preferred"
) -> Address:
    """The address of the form's fields; SourceError names the field that cannot be."""
    if driver not in set(Driver):
        raise SourceError(f"“{driver}” is no kind of database that is read here. Choose one from the list.")
    kind = Driver(driver)
    if tls not in set(Tls):
        raise SourceError(f"“{tls}” is no way to protect the connection. Choose one from the list.")
    host, database, user = host.strip(), database.strip(), user.strip()
    for name, value in (("The database", database), ("The user", user)):
        if len(value) > _LONGEST or any(ord(sign) < 32 for sign in value):
            raise SourceError(f"{name} must be at most {_LONGEST} printable characters. Shorten it.")
    if not database:
        raise SourceError("The database has no name. Write the one that the tables are in.")
    if kind is Driver.POSTGRESQL and ("=" in database or "://" in database):  # libpq would take it for options
        raise SourceError(f"“{database[:60]}” is no name of a database. Write the name alone, without options.")
    if kind is Driver.SQLITE:
        return Address(kind, "", 0, database, "", Tls.PREFERRED)
    if not _HOST.fullmatch(host):
        raise SourceError(f"“{host[:60]}” is no host. Write a name such as db.example.com, without user, port or path.")
    if not user:
        raise SourceError("The user is missing. Write the name that the database knows.")
    return Address(kind, host, _port(port, kind), database, user, Tls(tls))


def _port(port: str | int | None, kind: Driver) -> int:
    text = str(port if port is not None else "").strip() or str(kind.port)
    if not text.isdecimal() or not 1 <= int(text) <= 65_535:
        raise SourceError(f"The port is “{text[:20]}”. Choose 1 to 65535; {kind.called} listens on {kind.port}.")
    return int(text)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A table of a schema, or the answer to one SELECT."""

    table: str = ""
    schema: str = ""
    query: str = ""

    @property
    def title(self) -> str:
        """As it is shown: `public.customers`, or the beginning of the statement."""
        if self.table:
            return f"{self.schema}.{self.table}" if self.schema else self.table
        text = " ".join(self.query.split())
        return text if len(text) <= 60 else text[:59] + "…"

    def to_json(self) -> dict[str, str]:
        """Plain values, ready for JSON."""
        return {"table": self.table, "schema": self.schema} if self.table else {"query": self.query}


@dataclass(frozen=True, slots=True)
class Offered:
    """A table or view that the user may read; `rows` is the server's own estimate, if it has one."""

    schema: str
    table: str
    view: bool = False
    rows: int | None = None
