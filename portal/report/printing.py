"""A report as PDF, printed by a Chrome or Chromium of this machine where there is one."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from portal.errors import ConflictError
from portal.settings import Settings

NAMES: Final = (
    "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
)  # fmt: skip
"""Browsers by preference: the shell is the same engine without a desktop's compositor. The first two are Debian's."""
NONE: Final = "none"
"""What the setting is where no PDF shall be made."""
PATIENCE: Final = 90.0
"""Seconds that printing may take."""
FLAGS: Final = (
    "--headless", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-extensions", "--font-render-hinting=none",
    "--no-pdf-header-footer", "--virtual-time-budget=20000",
)  # fmt: skip
HOW_TO: Final = (
    "No Chrome is installed where this portal runs. Open the report and print it from your browser: "
    "choose “Save as PDF”, paper A4, background graphics on."
)


def chrome(settings: Settings) -> str | None:
    """The browser that prints: the one that is set, else the first on the path; None where there is none."""
    wanted = settings.chrome_path
    if wanted == NONE:
        return None
    return shutil.which(wanted) if wanted else next((path for name in NAMES if (path := shutil.which(name))), None)


def printed(settings: Settings, report: bytes, tell: Callable[[float], None]) -> bytes:
    """The report as PDF.

    Parameters
    ----------
    report : one self-contained HTML file
    tell : told the share of the time that has passed; may raise to stop

    Raises
    ------
    ConflictError : there is no browser, or it gave no PDF in time
    """
    browser = chrome(settings)
    if browser is None:
        raise ConflictError(HOW_TO)
    with tempfile.TemporaryDirectory(prefix="report-", ignore_cleanup_errors=True) as folder:
        page, paper = Path(folder) / "report.html", Path(folder) / "report.pdf"
        page.write_bytes(report)
        # As root, Chrome only runs outside of its sandbox; the page is our own and may load nothing.
        rights = ("--no-sandbox",) if os.geteuid() == 0 else ()
        command = [browser, *FLAGS, *rights, f"--user-data-dir={folder}/profile", f"--print-to-pdf={paper}",
                   page.as_uri()]  # fmt: skip
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            try:
                _wait(process, tell)
            finally:
                process.kill()
        if not paper.exists():
            raise ConflictError(f"The browser at {browser} made no PDF. Print the report from your own browser.")
        return paper.read_bytes()


def _wait(process: subprocess.Popen[bytes], tell: Callable[[float], None]) -> None:
    started = time.monotonic()
    while process.poll() is None and (passed := time.monotonic() - started) < PATIENCE:
        tell(passed / PATIENCE)
        time.sleep(0.1)
