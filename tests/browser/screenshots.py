"""`make screenshots`: the pictures of the README, from the running portal."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.chromium import found
from tests.browser.conftest import FLAGS, ROOT, served

PAGES = {"home": "/", "data": "/data", "explore": "/explore", "structure": "/structure", "compare": "/compare",
         "pca": "/pca", "profiles": "/profiles"}  # fmt: skip
FOLDER = ROOT / "docs" / "screenshots"


def take() -> None:
    """Every page in both themes at 1440 px, and Home at 390 px."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        env = os.environ | {"PORTAL_DATA_DIR": name}
        subprocess.run([sys.executable, "-m", "portal", "prepare"], cwd=ROOT, env=env, check=True)
        portal = served(Path(name))
        browser = playwright.chromium.launch(executable_path=found(), args=FLAGS)
        for theme in ("light", "dark"):
            for width in (1440, 390):
                context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
                page = context.new_page()
                for title, path in PAGES.items():
                    if width == 390 and title != "home":
                        continue
                    answer = page.goto(portal.url + path)
                    if answer is None or answer.status != 200:
                        sys.exit(f"{path} did not open.")
                    page.wait_for_load_state("networkidle")
                    page.wait_for_timeout(2_500)
                    small = "" if width == 1440 else "-390"
                    page.screenshot(path=FOLDER / f"{title}-{theme}{small}.png")
                context.close()
        browser.close()
        portal.process.terminate()
        portal.process.wait(timeout=20)


if __name__ == "__main__":
    take()
