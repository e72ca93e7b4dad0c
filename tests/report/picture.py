"""The picture of docs/report.md: the demonstration's report with a row open, drawn by Chromium.

python tests/report/picture.py        # docs/report.png
"""

import shutil
import sys
import tempfile
import time
from pathlib import Path

from selenium import webdriver

from verifiers.report import gather, page_of
from verifiers.scoring import Job, LocalEngine, reward_of, score

ROOT = Path(__file__).resolve().parents[2]
WIDTH, HEIGHT = 1280, 860
ROW = 9
"""Counted from 0: a fraction."""


def browser():
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium")
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars"):
        options.add_argument(argument)
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
    size = {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    return driver


def main(out):
    with tempfile.TemporaryDirectory() as folder:
        scored, page = Path(folder, "outputs.scored.jsonl"), Path(folder, "page.html")
        plain, tested = (reward_of(["r1-zero"], tests=tests) for tests in (False, True))
        score(Job(str(ROOT / "examples" / "outputs.jsonl"), scored, plain, tested=tested), LocalEngine(1))
        page.write_text(page_of(gather(scored)), encoding="utf-8")
        driver = browser()
        try:
            driver.get(f"{page.as_uri()}#row={ROW}")
            while driver.execute_script("return document.documentElement.dataset.ready") != "yes":
                time.sleep(0.05)
            driver.execute_script("scrollTo(0, document.body.scrollHeight)")
            time.sleep(0.5)  # the list draws what is in sight
            driver.save_screenshot(str(out))
        finally:
            driver.quit()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "report.png")
