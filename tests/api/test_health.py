"""The doors that a host knocks at."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from portal.app import create_app
from portal.ui.session import EXTENSION
from tests.conftest import made_settings

ROOT = Path(__file__).parents[2]


def test_the_process_is_up_before_anything_is_migrated(tmp_path: Path) -> None:
    client = create_app(made_settings(tmp_path / "var")).server.test_client()
    assert client.get("/healthz").json == {"status": "up"}
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "run the migrations" in answer.json["checks"]["database"]


def test_a_migrated_portal_is_ready(tmp_path: Path) -> None:
    app = create_app(made_settings(tmp_path / "var"))
    app.server.extensions[EXTENSION].database.migrate()
    answer = app.server.test_client().get("/readyz")
    assert (answer.status_code, answer.json["status"]) == (200, "ready")
    assert set(answer.json["checks"]) == {"database", "artifacts", "job slots"}


def test_artifacts_that_can_not_be_written_are_not_ready(tmp_path: Path) -> None:
    (tmp_path / "in-the-way").write_text("")
    app = create_app(made_settings(tmp_path / "var", ARTIFACTS_URL=f"file://{tmp_path}/in-the-way/artifacts"))
    app.server.extensions[EXTENSION].database.migrate()
    answer = app.server.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json["checks"]["database"] == "ready"
    assert "cannot be written" in answer.json["checks"]["artifacts"]


def test_production_refuses_to_boot_without_a_secret_and_says_so(tmp_path: Path) -> None:
    environ = os.environ | {"PORTAL_ENV": "production", "SECRET_KEY": "", "PORTAL_DATA_DIR": str(tmp_path)}
    gunicorn = Path(sys.executable).parent / "gunicorn"
    done = subprocess.run(
        [str(gunicorn), "wsgi:server"], cwd=ROOT, env=environ, capture_output=True, text=True, timeout=120
    )
    assert done.returncode != 0
    assert "SECRET_KEY is missing or weak" in done.stderr
    assert "Traceback" not in done.stderr


def test_errors_of_doors_are_one_json_sentence(tmp_path: Path) -> None:
    app = create_app(made_settings(tmp_path / "var"))
    app.server.extensions[EXTENSION].database.migrate()
    client = app.server.test_client()
    missing = client.get("/export/customers.csv?run=none")
    assert missing.status_code == 404
    said = "There is no segmentation and no run “none”. An id is in the address of the page that shows it."
    assert missing.json == {"error": "NotFoundError", "message": said, "status": 404}
    assert client.post("/upload?name=x.csv", data=b"a,b\n1,2\n").status_code == 409
