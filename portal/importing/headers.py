"""Names for columns: one each, none empty."""

from __future__ import annotations

from portal.importing.report import Renamed


def unique_names(header: tuple[str, ...] | None, width: int) -> tuple[list[str], tuple[Renamed, ...]]:
    """A name for each of `width` columns, and which headers had to change for it.

    Without a header they are column_1, column_2 …; a nameless one among named ones is unnamed_1,
    which mostly is a running number that a program has written.
    """
    if header is None:
        return [f"column_{i}" for i in range(1, width + 1)], ()
    names: list[str] = []
    renamed: list[Renamed] = []
    wanted = [" ".join(cell.replace("\x00", "").split()) for cell in header]
    taken: set[str] = set()
    for i, (original, name) in enumerate(zip(header, wanted, strict=True), 1):
        why = "blanks were taken off" if name != original else ""
        if not name:
            name, why = f"unnamed_{i}", "it had no name"
        if name in taken:
            n = 2
            while f"{name}_{n}" in taken or f"{name}_{n}" in wanted:
                n += 1
            name, why = f"{name}_{n}", "another column has this name"
        taken.add(name)
        names.append(name)
        if why:
            renamed.append(Renamed(i, original, name, why))
    return names, tuple(renamed)
