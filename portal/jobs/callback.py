"""The background callback manager: diskcache, as the mission asks; it carries only what may be lost."""

from __future__ import annotations

from dash import DiskcacheManager

from portal.services.workspace import opened_cache
from portal.settings import Settings


def background_manager(settings: Settings) -> DiskcacheManager:
    """The manager that every worker process of this machine shares."""
    return DiskcacheManager(opened_cache(settings.cache_dir / "callbacks", size_limit=2**28))
