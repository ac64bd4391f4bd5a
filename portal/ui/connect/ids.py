"""Ids of the Connect page."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

PAGE = "connect"


class Id(StrEnum):
    """Parts of the page."""

    GO = "connect-go"
    """dcc.Location that goes to a connection once it is made."""
    DRIVER = "connect-driver"
    HOST = "connect-host"
    PORT = "connect-port"
    DATABASE = "connect-database"
    USER = "connect-user"
    PASSWORD = "connect-password"
    TLS = "connect-tls"
    PLACE = "connect-place"
    ACCESS = "connect-access"
    """With PLACE: the fields that a file does not have."""
    TEST = "connect-test"
    SAID = "connect-said"
    CONNECTION = "connect-connection"
    """Store: id of the connection whose tables are shown."""
    WHAT = "connect-what"
    TABLE = "connect-table"
    TABLE_FIELD = "connect-table-field"
    STATEMENT = "connect-statement"
    STATEMENT_FIELD = "connect-statement-field"
    LOOK = "connect-look"
    PREVIEW = "connect-preview"
    IMPORT = "connect-import"
    LIST = "connect-list"
    ACTED_ON = "connect-acted-on"
    """Store: id of the connection that a question is about."""
    DELETE = "connect-delete"
    RENEW = "connect-renew"
    RENEW_PASSWORD = "connect-renew-password"
    RENEW_SAVE = "connect-renew-save"
    RENEW_CANCEL = "connect-renew-cancel"
    RENEW_SAID = "connect-renew-said"


def act(name: str, connection: Any) -> dict[str, Any]:
    """Id of a button of a kept connection: password or delete."""
    return {"type": f"connect-act-{name}", "connection": connection}


def refresh(dataset: Any) -> dict[str, Any]:
    """Id of the button that reads a table again."""
    return {"type": "connect-refresh", "dataset": dataset}
