"""Audiences as XLSX, on their way while they are written: a workbook is a zip, and neither needs to be whole first."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Any, Final

import pyarrow as pa

from portal.engine.concepts import capital
from portal.services.presets import wording
from portal.services.takeaway.audience import Audience, facts
from portal.services.takeaway.drain import Drain
from portal.services.takeaway.shapes import Shape, spelling
from portal.services.takeaway.sheet import HEAD_STYLE, LAST_ROW, LONGEST_TEXT, Rows

NAME_LENGTH: Final = 25
"""Letters of a sheet's name, so that Excel's 31 leave room for a number."""
MOST_OF_A_SHEET: Final = 3 * 2**29
"""Bytes of one sheet: longer parts of a zip need 64-bit sizes, which Excel does not read from a stream."""
ROWS_AT_ONCE: Final = 4_000
"""Rows that are spelt at a time: a cell is some sixty letters before it is packed."""

_MAIN: Final = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_BEGIN: Final = (
    f'{_XML}<worksheet {_MAIN}><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
    'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>'
)
_END: Final = "</sheetData></worksheet>"
_STYLES: Final = (
    f'{_XML}<styleSheet {_MAIN}><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/>'
    '</numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name '
    'val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill '
    'patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/>'
    '</border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="164" fontId="0" '
    'fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" '
    'xfId="0" applyFont="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
    "</cellStyles></styleSheet>"
)


def workbook_parts(
    audience: Audience, shape: Shape = Shape.PLAIN, last_row: int = LAST_ROW, most: int = MOST_OF_A_SHEET
) -> Iterator[bytes]:
    """XLSX, batch by batch; a full sheet is followed by another, and the last one says what the columns mean."""
    drain, rows, names, own = Drain(), Rows(), list[str](), sheet_name(audience)
    heads = [pa.array([head]) for head in spelling(audience, shape).heads]
    with zipfile.ZipFile(drain, "w", zipfile.ZIP_DEFLATED) as book:
        batches = iter(audience.batches)
        waiting = next(batches, None)
        while waiting is not None or not names:
            names.append(own if not names else f"{own} {len(names) + 1}")
            with book.open(_part(f"xl/worksheets/sheet{len(names)}.xml"), "w") as sheet:
                written, row = sheet.write((_BEGIN + rows.xml(heads, 1, HEAD_STYLE)).encode()), 2
                full = False
                while waiting is not None and not full:
                    taken, rest = _split(waiting, min(ROWS_AT_ONCE, last_row + 1 - row))
                    written += sheet.write(rows.xml(taken, row).encode())
                    row += len(taken[0])
                    yield drain.taken()
                    waiting, full = rest or next(batches, None), row > last_row or written >= most
                sheet.write(_END.encode())
        names.append("About")
        book.writestr(_part(f"xl/worksheets/sheet{len(names)}.xml"), _about(audience, rows))
        for name, text in _frame(names):
            book.writestr(_part(name), text)
    yield drain.taken()


def sheet_name(audience: Audience) -> str:
    """“Customers”, “Students”: the first sheet; whom it cannot hold follow on “Customers 2”."""
    many = wording(audience.subject.dataset).many
    plain = " ".join("".join(c if c.isalnum() else " " for c in many).split())[:NAME_LENGTH]
    return capital(plain) or "Rows"


def _part(name: str) -> zipfile.ZipInfo:
    """A part without a time of its own: equal exports are equal files."""
    part = zipfile.ZipInfo(name)
    part.compress_type = zipfile.ZIP_DEFLATED
    return part


def _split(batch: list[pa.Array], room: int) -> tuple[list[pa.Array], list[pa.Array] | None]:
    """The part of a batch for which there is room, and the rest."""
    if len(batch[0]) <= room:
        return batch, None
    return [array.slice(0, room) for array in batch], [array.slice(room) for array in batch]


def _about(audience: Audience, rows: Rows) -> str:
    said: list[tuple[str, Any]] = facts(audience)
    if rows.cut:
        said.append(
            ("Cells cut", f"{rows.cut:,}: a cell holds at most {LONGEST_TEXT:,} characters. CSV has all of them.")
        )
    lines = (rows.xml([pa.array([name]), pa.array([value])], at) for at, (name, value) in enumerate(said, start=1))
    return f"{_XML}<worksheet {_MAIN}><sheetData>{''.join(lines)}{_END}"


def _frame(names: list[str]) -> Iterator[tuple[str, str]]:
    """What makes a workbook of the sheets of these names."""
    numbers = range(1, len(names) + 1)
    yield "xl/styles.xml", _STYLES
    sheets = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in zip(numbers, names, strict=True)
    )
    yield "xl/workbook.xml", f'{_XML}<workbook {_MAIN} xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>'
    ties = "".join(_tie(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in numbers)
    yield "xl/_rels/workbook.xml.rels", _ties(ties + _tie("rId0", "styles", "styles.xml"))
    yield "_rels/.rels", _ties(_tie("rId1", "officeDocument", "xl/workbook.xml"))
    parts = {f"/xl/worksheets/sheet{n}.xml": "worksheet" for n in numbers}
    parts |= {"/xl/styles.xml": "styles", "/xl/workbook.xml": "sheet.main"}
    kinds = "".join(f'<Override PartName="{name}" ContentType="{_TYPE}{kind}+xml"/>' for name, kind in parts.items())
    relations = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    default = f'{relations}<Default Extension="xml" ContentType="application/xml"/>'
    yield "[Content_Types].xml", f'{_XML}<Types xmlns="{_PACKAGE}/content-types">{default}{kinds}</Types>'


def _tie(name: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{target}"/>'


def _ties(inside: str) -> str:
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'
