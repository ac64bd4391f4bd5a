"""`python -m tests.browser.chromium`: print the path of a Chromium, installing one when there is none."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from portal.report.printing import NAMES

MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


def found() -> str | None:
    """The CHROMIUM variable, then the PATH, then where macOS keeps it."""
    if named := os.environ.get("CHROMIUM"):
        return named
    for name in NAMES:
        if path := shutil.which(name):
            return path
    return MAC if os.path.exists(MAC) else None


def installed() -> str | None:
    """Debian's package where this user may install it, else Playwright's own build."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        env = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], stdout=sys.stderr, env=env)
        for package in NAMES[:2]:
            subprocess.run(["apt-get", "install", "-y", "-qq", package], stdout=sys.stderr, env=env)
            if path := found():
                return path
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], stdout=sys.stderr)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if os.path.exists(path) else None


if __name__ == "__main__":
    path = found() or installed()
    if path is None:
        sys.exit("No Chromium was found or could be installed. Install one and set CHROMIUM to its path.")
    print(path)
