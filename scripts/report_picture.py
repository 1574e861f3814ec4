"""Take the README's picture: python scripts/report_picture.py REPORT PNG."""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

WIDTH, HEIGHT = 1160, 1560


def main() -> None:
    """Open the report in Chromium and save what fits the first page."""
    report, picture = (Path(name).resolve() for name in sys.argv[1:3])
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.goto(report.as_uri())
        page.screenshot(path=picture)
        browser.close()


if __name__ == "__main__":
    main()
