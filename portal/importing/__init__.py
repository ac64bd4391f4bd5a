"""Reading files: a path goes in, a typed table and a report of how it was read come out."""

from portal.importing.child import ChildImport, read_in_child
from portal.importing.limits import Choices, Limits
from portal.importing.report import ColumnReport, ColumnType, Example, Proposal, ProposalKind, Renamed, Report
from portal.importing.table import Imported, read_table

__all__ = [
    "ChildImport",
    "Choices",
    "ColumnReport",
    "ColumnType",
    "Example",
    "Imported",
    "Limits",
    "Proposal",
    "ProposalKind",
    "Renamed",
    "Report",
    "read_in_child",
    "read_table",
]
