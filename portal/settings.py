"""The portal's settings: declared once, read once, and the only place that names environment variables."""

from __future__ import annotations

import ipaddress
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from portal.errors import SettingsError

WEAK_SECRET_LENGTH = 32
"""A production secret shorter than this (characters) is refused."""


def _setting(env: str, default: str, help: str, parse: Callable[[str], Any] = str, *, secret: bool = False) -> Any:
    return field(metadata={"env": env, "default": default, "help": help, "parse": parse}, repr=not secret)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def _database_url(text: str) -> str:
    # PaaS providers still hand out "postgres://", which SQLAlchemy refuses.
    for prefix in ("postgres://", "postgresql://"):
        if text.startswith(prefix):
            return "postgresql+psycopg://" + text.removeprefix(prefix)
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that an operator may set. See docs/settings.md, which a test keeps true."""

    environment: str = _setting("PORTAL_ENV", "development", "`production` demands a strong SECRET_KEY.")
    port: int = _setting("PORT", "8050", "Port of the web server.", _positive)
    web_concurrency: int = _setting("WEB_CONCURRENCY", "1", "Number of gunicorn worker processes.", _positive)
    data_dir: Path = _setting("PORTAL_DATA_DIR", "var", "Folder of everything the portal keeps on this disk.", Path)
    database_url: str = _setting(
        "DATABASE_URL", "", "SQLAlchemy URL; empty means an SQLite file in the data folder.", _database_url
    )
    artifacts_url: str = _setting(
        "ARTIFACTS_URL", "", "fsspec URL of tables and structures; empty means a folder in the data folder."
    )
    numba_cache_dir: str = _setting(
        "NUMBA_CACHE_DIR", "", "Folder of compiled kernels; empty means one in the data folder."
    )
    secret_key: str = _setting("SECRET_KEY", "", "Signs cookies and job handles.", secret=True)
    job_slots: int = _setting("JOB_SLOTS", "2", "Jobs that may run at once.", _positive)
    job_time_limit: int = _setting("JOB_TIME_LIMIT", "1800", "Seconds after which a job is ended.", _positive)
    job_threads: int = _setting("JOB_THREADS", "2", "Threads that one job may use.", _positive)
    upload_limit_mb: int = _setting("UPLOAD_LIMIT_MB", "2048", "Largest file that may be uploaded, in MB.", _positive)
    table_row_limit: int = _setting("TABLE_ROW_LIMIT", "20000000", "Most rows of a table.", _positive)
    table_column_limit: int = _setting("TABLE_COLUMN_LIMIT", "1000", "Most columns of a table.", _positive)
    table_cell_limit: int = _setting("TABLE_CELL_LIMIT", "400000000", "Most rows times columns of a table.", _positive)
    import_memory_mb: int = _setting(
        "IMPORT_MEMORY_MB", "3072", "Address space of the process that reads a file, in MB.", _positive
    )
    import_time_limit: int = _setting("IMPORT_TIME_LIMIT", "600", "Seconds that reading a file may take.", _positive)
    sources_private_networks: str = _setting(
        "SOURCES_PRIVATE_NETWORKS", "", "Private networks in which databases may be reached, such as `10.0.0.0/8`."
    )
    sources_sqlite: str = _setting("SOURCES_SQLITE", "", "Folder of SQLite files that may be read; empty means none.")
    sources_statement_seconds: int = _setting(
        "SOURCES_STATEMENT_SECONDS", "120", "Seconds that one statement in a database may take.", _positive
    )
    sources_tries_per_minute: int = _setting(
        "SOURCES_TRIES_PER_MINUTE", "10", "Times in a minute that one person may try to connect a database.", _positive
    )
    row_budget: int = _setting(
        "ROW_BUDGET", "200000", "Rows above which structures are built on a sample (fewer above 10 columns).", _positive
    )
    max_min_samples: int = _setting("MAX_MIN_SAMPLES", "25", "Largest number of neighbours a slider offers.", _positive)
    max_k: int = _setting("MAX_K", "12", "Largest number of K-Means groups.", _positive)
    structures_in_memory: int = _setting(
        "STRUCTURES_IN_MEMORY", "8", "Structures that one worker keeps open (memory-mapped).", _positive
    )

    strategy_rules: str = _setting(
        "STRATEGY_RULES", "", "YAML file of a team's own strategy rules, merged over the packaged ones."
    )

    chrome_path: str = _setting(
        "CHROME_PATH", "", "Chrome or Chromium that prints reports as PDF; empty looks on the PATH, `none` prints none."
    )

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Settings from environment variables; SettingsError names the variable and what it takes."""
        values: dict[str, Any] = {}
        for item in fields(cls):
            env, text = item.metadata["env"], environ.get(item.metadata["env"], "").strip()
            try:
                values[item.name] = item.metadata["parse"](text or item.metadata["default"])
            except ValueError:
                raise SettingsError(f"{env} is “{text}”. It takes a whole number of at least 1.") from None
        return cls(**values)._completed()

    def _completed(self) -> Settings:
        if self.environment not in ("development", "production"):
            raise SettingsError(f"PORTAL_ENV is “{self.environment}”. Choose development or production.")
        if not 1 <= self.port <= 65535:
            raise SettingsError(f"PORT is {self.port}. Choose 1 to 65535.")
        _checked_networks(self.sources_private_networks)
        changes: dict[str, Any] = {"data_dir": self.data_dir.resolve()}
        if not self.database_url:
            changes["database_url"] = f"sqlite:///{changes['data_dir'] / 'portal.db'}"
        if not self.artifacts_url:
            changes["artifacts_url"] = f"file://{changes['data_dir'] / 'artifacts'}"
        if not self.numba_cache_dir:
            changes["numba_cache_dir"] = str(changes["data_dir"] / "cache" / "numba")
        if self.production and (len(self.secret_key) < WEAK_SECRET_LENGTH or len(set(self.secret_key)) < 10):
            raise SettingsError(
                "PORTAL_ENV is production, but SECRET_KEY is missing or weak. Set it to at least "
                f"{WEAK_SECRET_LENGTH} random characters: "
                "python -c 'import secrets; print(secrets.token_urlsafe(48))'."
            )
        if not self.secret_key:
            changes["secret_key"] = _kept_secret(changes["data_dir"])
        return self.changed(**changes)

    def changed(self, **changes: Any) -> Settings:
        """A copy with some settings replaced."""
        return type(self)(**{item.name: changes.get(item.name, getattr(self, item.name)) for item in fields(self)})

    def to_env(self) -> dict[str, str]:
        """The environment variables that give these settings again (for a job's own process)."""
        return {item.metadata["env"]: str(getattr(self, item.name)) for item in fields(self)}

    @property
    def production(self) -> bool:
        """Whether the portal faces the world."""
        return self.environment == "production"

    @property
    def cache_dir(self) -> Path:
        """Folder of what may be lost."""
        return self.data_dir / "cache"

    @property
    def uploads_dir(self) -> Path:
        """Folder of files that have arrived and wait to be read."""
        return self.data_dir / "uploads"


def _checked_networks(text: str) -> None:
    for part in filter(None, (part.strip() for part in text.split(","))):
        try:
            ipaddress.ip_network(part)
        except ValueError:
            raise SettingsError(
                f"SOURCES_PRIVATE_NETWORKS names “{part}”. It takes networks such as 10.0.0.0/8, separated by commas."
            ) from None


def _kept_secret(data_dir: Path) -> str:
    """A development secret that survives restarts, so that cookies and job handles do too."""
    path = data_dir / "secret_key"
    data_dir.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        if text := path.read_text().strip():
            return text
        descriptor = os.open(path, os.O_TRUNC | os.O_WRONLY)
    secret = secrets.token_urlsafe(48)
    with os.fdopen(descriptor, "w") as file:
        file.write(secret)
    return secret
