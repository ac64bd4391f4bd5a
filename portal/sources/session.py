"""What every kind of database can do for us, whatever its driver."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pyarrow as pa

from portal.sources.address import Offered, Wanted

MOST_TABLES = 2_000
"""Tables that a list may hold; sessions give one more to tell that there are more."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column of an answer: its name, what the database calls its type, and what that is.

    `kind` is None for words, of which it is found out what they mean; `left_out` says why a column is not read.
    Numbers that are `rounded` came as doubles, and the database may hold more digits.
    """

    name: str
    says: str
    kind: pa.DataType | None
    left_out: str = ""
    rounded: bool = False


class Answer(Protocol):
    """Rows as they come."""

    size: int
    """Rows of the next part; whoever reads may change it."""

    @property
    def fields(self) -> Sequence[Field]:
        """The columns, in order."""
        ...

    @property
    def expected(self) -> int | None:
        """Rows that the server believes there are."""
        ...

    def batches(self) -> Iterator[Sequence[Sequence[Any]]]:
        """Rows in parts; the size of a part follows `size`."""
        ...


class Session(Protocol):
    """An open connection in which nothing can be written."""

    @property
    def said(self) -> str:
        """The server's name and version."""
        ...

    @property
    def number(self) -> int | None:
        """What the server calls this connection, where it goes on working after a reader that is gone."""
        ...

    def tables(self) -> list[Offered]:
        """What the user may read, by schema and name."""
        ...

    def read(self, wanted: Wanted, *, careful: bool = False, most: int | None = None) -> Answer:
        """Begin to read; `careful` takes values that the quick way refuses, `most` rows are enough."""
        ...

    def close(self) -> None:
        """Hang up."""
        ...
