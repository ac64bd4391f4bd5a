"""What every use-case works with: settings, database, artifacts and the cache of what may be lost."""

from __future__ import annotations

import logging
import shutil
import sqlite3
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import diskcache

from portal.engine.own_rules import Layer, read_own_rules
from portal.errors import ParameterError, SettingsError
from portal.services.recent import Recent
from portal.settings import Settings
from portal.store.artifacts import Artifacts
from portal.store.audiences import AudienceRepository
from portal.store.comparisons import ComparisonRepository
from portal.store.connections import ConnectionRepository
from portal.store.database import Database
from portal.store.datasets import DatasetRepository
from portal.store.jobs import JobRepository
from portal.store.runs import RunRepository
from portal.store.segmentations import SegmentationRepository

TABLES_IN_MEMORY = 6
"""Tables that one worker keeps."""

CUTS_IN_MEMORY = 12
"""Cuts that one worker keeps: two or four bytes a row each. A move of a slider meets the current run's again."""

EVIDENCE_IN_MEMORY = 60
"""Pieces of evidence that one worker keeps; each is some ten thousand bytes."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Workspace:
    """The portal's own world; made once a process."""

    settings: Settings
    database: Database
    artifacts: Artifacts

    @cached_property
    def datasets(self) -> DatasetRepository:
        """Datasets in SQL."""
        return DatasetRepository(self.database)

    @cached_property
    def runs(self) -> RunRepository:
        """Runs in SQL."""
        return RunRepository(self.database)

    @cached_property
    def comparisons(self) -> ComparisonRepository:
        """Named comparisons in SQL."""
        return ComparisonRepository(self.database)

    @cached_property
    def audiences(self) -> AudienceRepository:
        """Saved audiences in SQL."""
        return AudienceRepository(self.database)

    @cached_property
    def jobs(self) -> JobRepository:
        """Jobs in SQL."""
        return JobRepository(self.database)

    @cached_property
    def own_rules(self) -> tuple[Layer, ...]:
        """The team's own strategy rules, read once a process; SettingsError when the file can not be used."""
        return read_own_file(self.settings.strategy_rules) if self.settings.strategy_rules else ()

    @cached_property
    def segmentations(self) -> SegmentationRepository:
        """Kept segmentations in SQL."""
        return SegmentationRepository(self.database)

    @cached_property
    def connections(self) -> ConnectionRepository:
        """Connections to databases in SQL, and what came out of them."""
        return ConnectionRepository(self.database)

    @cached_property
    def cache(self) -> diskcache.Cache:
        """Small views that may be lost, shared by the processes of this machine."""
        return opened_cache(self.settings.cache_dir / "views", size_limit=2**28)

    @cached_property
    def tables(self) -> Recent:
        """Tables that this process has read lately; shared, so nobody changes them."""
        return Recent(TABLES_IN_MEMORY)

    @cached_property
    def structures(self) -> Recent:
        """Structures that this process has opened lately (memory-mapped)."""
        return Recent(self.settings.structures_in_memory)

    @cached_property
    def cuts(self) -> Recent:
        """Labels that this process has read out of structures lately."""
        return Recent(CUTS_IN_MEMORY)

    @cached_property
    def evidence(self) -> Recent:
        """Evidence that this process has read lately."""
        return Recent(EVIDENCE_IN_MEMORY)

    def close(self) -> None:
        """Close connections and files."""
        self.database.dispose()
        if "cache" in self.__dict__:
            self.cache.close()


def read_own_file(path: str) -> tuple[Layer, ...]:
    """The layers of a team's rule file; SettingsError names the file and what is wrong with it."""
    try:
        return read_own_rules(Path(path))
    except OSError:
        raise SettingsError(
            f"STRATEGY_RULES is “{path}”, which can not be read. Correct the path or unset it."
        ) from None
    except UnicodeDecodeError:
        raise SettingsError(f"STRATEGY_RULES is “{path}”, which is no UTF-8 text. Save it as UTF-8.") from None
    except ParameterError as error:
        raise SettingsError(f"STRATEGY_RULES is “{path}”. {error.message}") from None


def opened(settings: Settings) -> Workspace:
    """The workspace that `settings` describe; nothing is migrated or computed."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    return Workspace(
        settings=settings,
        database=Database(settings.database_url),
        artifacts=Artifacts(settings.artifacts_url, mirror=settings.cache_dir / "artifacts"),
    )


def opened_cache(folder: Path, *, size_limit: int) -> diskcache.Cache:
    """A disk cache that only this user may read; a corrupt one is set aside and made anew."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    # The cache unpickles what it finds: nobody else may write there.
    folder.chmod(0o700)
    try:
        cache = diskcache.Cache(str(folder), size_limit=size_limit)
        cache.get("probe")
    except (sqlite3.DatabaseError, EOFError, ValueError):
        aside = folder.with_name(f"{folder.name}.corrupt-{int(time.time() * 1000)}")
        shutil.move(folder, aside)
        log.warning("the cache %s was corrupt; it is kept as %s and made anew", folder.name, aside.name)
        folder.mkdir(mode=0o700)
        cache = diskcache.Cache(str(folder), size_limit=size_limit)
    return cache
