"""How much of a file is accepted, and what the reader may be told to do instead of finding out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from typing import Any, Final, Literal, Self

from portal.errors import TableError

Tell = Callable[[str, float], None]
"""Called with a stage and the share done (0 to 1); may raise to stop the reading."""

Decimal = Literal[".", ","]
_SEVERAL: Final = ("sheets", "as_written")


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps on one file. `cells` is rows × columns; `expanded` counts bytes after unpacking."""

    bytes: int = 2_000_000_000
    rows: int = 20_000_000
    columns: int = 2_000
    cells: int = 400_000_000
    expanded: int = 4_000_000_000

    def check_bytes(self, found: int) -> None:
        """TableError when the file is too large."""
        if found > self.bytes:
            raise TableError(
                f"The file has {found / 1e6:,.0f} MB; at most {self.bytes / 1e6:,.0f} MB are read. "
                "Split it or leave columns out."
            )

    def check_columns(self, found: int) -> None:
        """TableError when there are too many columns."""
        if found > self.columns:
            raise TableError(
                f"The table has {found:,} columns; at most {self.columns:,} are read. "
                "Keep the columns that describe customers."
            )

    def check_shape(self, rows: int, columns: int) -> None:
        """TableError when there are too many rows or cells."""
        self.check_columns(columns)
        if rows > self.rows:
            raise TableError(
                f"The table has more than {self.rows:,} rows, which is the most that is read. "
                "Take a sample or split the file."
            )
        if rows * columns > self.cells:
            raise TableError(
                f"The table has {rows:,} rows × {columns:,} columns = {rows * columns:,} cells or more; "
                f"at most {self.cells:,} are read. Leave rows or columns out."
            )


@dataclass(frozen=True, slots=True)
class Choices:
    """What a person has decided about the file; None leaves it to the reader.

    `separator` is one character, or ``"whitespace"`` for runs of blanks; `day_first` settles dates such
    as 03/04/2024; `sheets` names the sheets of a workbook to read, all of which must be alike; the cells of the
    columns in `as_written` stay the words that they are.
    """

    encoding: str | None = None
    separator: str | None = None
    decimal: Decimal | None = None
    header: bool | None = None
    day_first: bool | None = None
    sheets: tuple[str, ...] | None = None
    as_written: tuple[str, ...] | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        lists = {name: list(value) if (value := getattr(self, name)) else None for name in _SEVERAL}
        return asdict(self) | lists

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """Choices from `to_json`; unknown names raise TableError."""
        unknown = sorted(set(values) - {f.name for f in fields(cls)})
        if unknown:
            raise TableError(f"There is no choice “{unknown[0]}” for reading a file.")
        several = {name: tuple(value) if (value := values.get(name)) else None for name in _SEVERAL}
        return cls(**{**values, **several})


def silent(stage: str, share: float) -> None:
    """Tell nobody."""
