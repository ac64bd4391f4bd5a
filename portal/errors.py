"""Every error that a person may read: one sentence with the value and the way out, and an HTTP status."""

from __future__ import annotations


class PortalError(Exception):
    """Something the reader can mend. Its text is shown as it is."""

    status: int = 400

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class ParameterError(PortalError):
    """A parameter lies outside its bounds or cannot be read."""

    status = 422


class PreparationError(PortalError):
    """The chosen variables cannot become a matrix."""

    status = 422


class TableError(PortalError):
    """A file or frame cannot be read as a table of customers."""

    status = 422


class SourceError(PortalError):
    """A database cannot be reached, or does not give the table."""

    status = 422


class NotFoundError(PortalError):
    """No dataset, run or job has this id."""

    status = 404


class ConflictError(PortalError):
    """The act does not fit the present state."""

    status = 409


class TooManyError(PortalError):
    """The same was asked for too often within a short time."""

    status = 429


class SettingsError(PortalError):
    """The environment does not allow the portal to start."""

    status = 500


class StoreError(PortalError):
    """The database or the artifacts cannot be reached."""

    status = 503


class JobCancelled(PortalError):
    """The person who asked for the work has called it off."""

    status = 409
