"""Settings: read once, refused with a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.errors import SettingsError
from portal.settings import Settings

STRONG = "aB3dE5gH7jK9mN1pQ3sT5vX7zB9dF1hJ3"


def test_production_refuses_to_start_without_a_strong_secret(tmp_path: Path) -> None:
    for weak in ("", "short", "a" * 64):
        with pytest.raises(SettingsError, match="SECRET_KEY is missing or weak"):
            Settings.from_env({"PORTAL_ENV": "production", "PORTAL_DATA_DIR": str(tmp_path), "SECRET_KEY": weak})
    environ = {"PORTAL_ENV": "production", "PORTAL_DATA_DIR": str(tmp_path), "SECRET_KEY": STRONG}
    assert Settings.from_env(environ).production


def test_a_development_secret_survives_restarts(tmp_path: Path) -> None:
    environ = {"PORTAL_DATA_DIR": str(tmp_path)}
    first, second = Settings.from_env(environ), Settings.from_env(environ)
    assert first.secret_key == second.secret_key
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


def test_secrets_are_not_shown(tmp_path: Path) -> None:
    assert STRONG not in repr(Settings.from_env({"PORTAL_DATA_DIR": str(tmp_path), "SECRET_KEY": STRONG}))


@pytest.mark.parametrize("name", ["PORT", "JOB_SLOTS", "WEB_CONCURRENCY", "UPLOAD_LIMIT_MB"])
@pytest.mark.parametrize("value", ["many", "0", "-3", "1.5"])
def test_a_wrong_number_names_its_variable(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_env({"PORTAL_DATA_DIR": str(tmp_path), name: value})


def test_a_port_beyond_the_last_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="Choose 1 to 65535"):
        Settings.from_env({"PORTAL_DATA_DIR": str(tmp_path), "PORT": "70000"})


def test_a_job_process_gets_the_same_settings(tmp_path: Path) -> None:
    settings = Settings.from_env({"PORTAL_DATA_DIR": str(tmp_path), "JOB_SLOTS": "3"})
    assert Settings.from_env(settings.to_env()) == settings


def test_provider_urls_reach_the_driver_that_is_installed(tmp_path: Path) -> None:
    for url in ("postgres://u@h/d", "postgresql://u@h/d"):
        settings = Settings.from_env({"PORTAL_DATA_DIR": str(tmp_path), "DATABASE_URL": url})
        assert settings.database_url == "postgresql+psycopg://u@h/d"
