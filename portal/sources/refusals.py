"""What a database says when it refuses, as one sentence with the way out. Passwords are in none of them."""

from __future__ import annotations

import re
from typing import Any, Final

from portal.errors import SourceError
from portal.sources.address import Address, Driver, Wanted

_SAID: Final = 200


def unreachable(address: Address, *, timeout: bool = False) -> SourceError:
    """Nobody answers."""
    if timeout:
        return SourceError(
            f"{address.place} does not answer in time. Check host and port, and that no firewall is between."
        )
    return SourceError(f"Nothing answers at {address.place}. Check the port, and that the server takes connections.")


def password(address: Address) -> SourceError:
    """The server does not let this user in."""
    return SourceError(f"{address.place} does not accept this password for user “{address.user}”. Write it again.")


def no_table(wanted: Wanted | None, said: str) -> SourceError:
    """The table is not there, or not for this user."""
    if wanted is not None and wanted.table:
        return SourceError(f"There is no table “{wanted.title}” that this user may read. Choose one from the list.")
    return SourceError(f"The statement names a table that is not there ({said}). Check the names.")


def too_slow() -> SourceError:
    """The statement took longer than it may."""
    return SourceError(
        "The database needed longer than the statement may take. Ask for less, or have the operator raise "
        "SOURCES_STATEMENT_SECONDS."
    )


# The server is shutting down, full, out of memory, in recovery, or gone: nothing about the statement.
_ELSEWHERE: Final = {"08", "40", "53", "55", "57", "58"}


def postgresql_refusal(error: Any, address: Address, wanted: Wanted | None) -> SourceError:
    """The sentence for an error of psycopg."""
    said, code = _first_line(error), error.sqlstate or ""
    text = str(error).lower()
    if code == "57014":
        return too_slow()
    if code in ("42P01", "42501", "3F000"):
        return no_table(wanted, said)
    if code == "25006":
        return SourceError("The statement would change something. Write a SELECT that only reads.")
    if code in ("22021", "22P05"):
        return SourceError(
            "Some words there are not in the encoding that the database claims, so they cannot be read. "
            "Leave their column out in a SELECT, or have its administrator convert them."
        )
    if code[:2] in _ELSEWHERE or code == "XX000":
        return _broken(address, said)
    if code:
        return _statement(said)
    if "password" in text and ("failed" in text or "supplied" in text):
        return password(address)
    if "does not exist" in text and "database" in text:
        return _no_database(address)
    if "does not exist" in text or "no pg_hba.conf entry" in text:
        return SourceError(
            f"{address.place} does not let “{address.user}” into “{address.database}” from here. "
            "Ask its administrator for access."
        )
    if "invalid response" in text:
        return SourceError(f"What answers at {address.place} is no {address.driver.called}. Check the port.")
    if "certificate" in text or "ssl" in text:
        return _tls(address)
    if "refused" in text:
        return unreachable(address)
    if "timeout" in text or "timed out" in text or "unreachable" in text:
        return unreachable(address, timeout=True)
    return _broken(address, said)


_BROKEN: Final = {0, 1040, 1053, 1129, 1130, 1205, 1213, 1226, 2003, 2006, 2013}
_TOO_SLOW: Final = {1969, 3024, 1317}
_NO_TABLE: Final = {1146, 1142, 1143, 1109}
_NO_DATABASE: Final = {1049, 1044}
_PASSWORD: Final = {1045, 1698, 1251, 2059}
_WRITES: Final = {1792, 1290, 1227}


def mysql_refusal(error: Exception, address: Address, wanted: Wanted | None) -> SourceError:
    """The sentence for an error of PyMySQL."""
    code = error.args[0] if error.args and isinstance(error.args[0], int) else 0
    said = _first_line(error.args[1] if len(error.args) > 1 else error)
    known = {
        **dict.fromkeys(_TOO_SLOW, too_slow()),
        **dict.fromkeys(_NO_TABLE, no_table(wanted, said)),
        **dict.fromkeys(_NO_DATABASE, _no_database(address)),
        **dict.fromkeys(_PASSWORD, password(address)),
        **dict.fromkeys(_WRITES, SourceError("The statement would change something. Write a SELECT that only reads.")),
    }
    if code in known:
        return known[code]
    if "ssl" in said.lower() or "certificate" in said.lower() or code == 2026:
        return _tls(address)
    if isinstance(error, TimeoutError) or "timed out" in said.lower():
        return too_slow()
    if code in _BROKEN:
        return _broken(address, said)
    return _statement(said)


def sqlite_refusal(error: Exception, address: Address, wanted: Wanted | None) -> SourceError:
    """The sentence for an error of SQLite."""
    said = _first_line(error)
    if "interrupted" in said:
        return too_slow()
    if "no such table" in said:
        return no_table(wanted, said)
    if "not authorized" in said or "readonly" in said or "prohibited" in said:
        return SourceError("The statement would do more than read. Write a plain SELECT.")
    if "not a database" in said or "malformed" in said or "unable to open" in said:
        return SourceError(f"“{address.database}” is no SQLite database that can be read. Check the file.")
    return _statement(said)


def _no_database(address: Address) -> SourceError:
    what = "file" if address.driver is Driver.SQLITE else "database"
    return SourceError(f"{address.place} has no {what} “{address.database}” for user “{address.user}”. Check its name.")


def _broken(address: Address, said: str) -> SourceError:
    return SourceError(f"{address.place} broke off ({said}). Try again, or ask its administrator.")


def _tls(address: Address) -> SourceError:
    return SourceError(
        f"{address.place} offers no encrypted connection that can be trusted as you asked. "
        "Choose another encryption, or ask its administrator."
    )


def _statement(said: str) -> SourceError:
    return SourceError(f"The database does not understand the statement ({said}). Mend it and try again.")


def _first_line(error: Any) -> str:
    line = re.sub(r"\s+", " ", str(error).strip().split("\n")[0]).rstrip(". ")
    return line[: _SAID - 1] + "…" if len(line) > _SAID else line
