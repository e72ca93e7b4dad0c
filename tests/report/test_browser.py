"""The page in a real browser, headless, from a file: what it shows, what it does, and what it does not."""

import shutil
import sys
import time
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parent))
from scored import row, written

from verifiers.report import gather, page_of

BROWSER, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (BROWSER and DRIVER), reason="chromium and chromedriver are not installed"),
]

HOSTILE = (
    "</script><script>document.title='hacked'</script><img src=x onerror=\"document.title='hacked'\">\u202e $\\frac{1}{"
)


@pytest.fixture(scope="module")
def browser():
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--window-size=1440,900",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    yield driver
    driver.quit()


def wait(browser, script, *arguments, seconds=90):
    end = time.monotonic() + seconds
    while not browser.execute_script(f"return {script}", *arguments):
        assert time.monotonic() < end, script
        time.sleep(0.05)


def opened(browser, path, page):
    path.write_text(page, encoding="utf-8")
    browser.get("about:blank")
    browser.get(path.as_uri())
    wait(browser, "document.documentElement.dataset.ready === 'yes'")


def keys(browser, *pressed):
    from selenium.webdriver.common.action_chains import ActionChains

    for key in pressed:
        ActionChains(browser).send_keys(key).perform()


def text(browser, selector):
    return browser.execute_script("return document.querySelector(arguments[0])?.textContent ?? null", selector)


@pytest.fixture
def report(browser, tmp_path):
    rows = [row(number, float(number % 3 == 0), level="easy" if number % 2 else "hard") for number in range(1, 301)]
    rows[4] = row(5, 1.0, "\\frac{1}{2}", HOSTILE + " needle \\boxed{\\frac{1}{2}}", level="easy")
    opened(browser, tmp_path / "r.html", page_of(gather(written(tmp_path / "s.jsonl", rows))))
    return browser


def test_it_opens_alone_and_without_an_error(report):
    import json

    assert text(report, "#title") == "s.jsonl"
    assert text(report, "#count") == "300 of 300 rows"
    assert report.get_log("browser") == []
    asked = [json.loads(one["message"])["message"] for one in report.get_log("performance")]
    requests = [one["params"] for one in asked if one["method"] == "Network.requestWillBeSent"]
    assert {one["request"]["url"].split(":")[0] for one in requests} <= {"file", "about", "data"}
    # The log is the browser's: it may still hold what the page of another test has asked for.
    page = report.current_url.partition("#")[0]
    urls = {one["request"]["url"] for one in requests if one["documentURL"] == page}
    assert {url for url in urls if not url.startswith("data:")} == {page}


def test_filters_and_search(report):
    report.execute_script(
        "const o = document.getElementById('outcome'); o.value = 'correct'; o.dispatchEvent(new Event('change'))"
    )
    wait(report, "document.getElementById('count').textContent.startsWith('101 of')")
    assert "outcome=correct" in report.current_url
    keys(report, "/", "NEEDLE")
    wait(report, "document.getElementById('count').textContent === '1 of 300 rows'")
    report.refresh()  # the address holds it all
    wait(report, "document.documentElement.dataset.ready === 'yes'")
    assert text(report, "#count") == "1 of 300 rows"


def test_the_keyboard_is_enough(report):
    from selenium.webdriver.common.keys import Keys

    keys(report, "j", "j", "j", Keys.ENTER)
    wait(report, "!document.getElementById('row').hidden")
    assert text(report, "#row strong") == "line 3"
    keys(report, "k")
    wait(report, "document.querySelector('#row strong').textContent === 'line 2'")
    keys(report, "?")
    wait(report, "document.getElementById('keys').open")
    keys(report, Keys.ESCAPE)
    wait(report, "!document.getElementById('keys').open")
    keys(report, Keys.ESCAPE)
    wait(report, "document.getElementById('row').hidden")
    before = report.execute_script("return getComputedStyle(document.body).backgroundColor")
    keys(report, "t")
    assert report.execute_script("return getComputedStyle(document.body).backgroundColor") != before


def test_hostile_rows_are_text(report):
    report.execute_script("location.hash = 'row=4'; location.reload()")
    wait(report, "document.documentElement.dataset.ready === 'yes' && !document.getElementById('row').hidden")
    shown = text(report, "#row .text:last-of-type") or text(report, "#row")
    assert "onerror" in text(report, "#row")
    assert "\\u202e" in text(report, "#row")
    assert "hacked" not in report.title
    assert report.execute_script("return document.querySelectorAll('#row img, #row script').length") == 0
    assert report.execute_script("return document.querySelectorAll('#answer math mfrac').length") == 1
    assert "needle" in shown or "needle" in text(report, "#row")


def test_formulas_are_drawn_or_left_as_they_are(report):
    drawn = {
        r"\frac{1}{2}": 1,
        r"x^{2}+\sqrt[3]{y_1}": 1,
        r"\left[0, \infty\right)": 1,
        r"72 \text{ km/h}": 1,
        r"x \leqslant 2 \wedge \hat{y} \geqslant \vec{v}": 1,
        r"3 \equiv 1 \pmod{2}": 1,
        r"\left[\begin{array}{cc} 1 & 2 \\ 3 & 4 \\ \end{array}\right]": 1,
        r"\begin{pmatrix} 1 & 2 \\ 3 & 4": 0,
        r"\begin{pmatrix} 1 } \end{pmatrix}": 0,
        r"\begin{nothing} 1 \end{nothing}": 0,
        r"1 \end{pmatrix}": 0,
        r"\unknown{x}": 0,
        "{": 0,
        "^": 0,
    }
    for formula, count in drawn.items():
        found = report.execute_script("return mathml(arguments[0]) === null ? 0 : 1", formula)
        assert found == count, formula
    assert report.execute_script("return mathml('{'.repeat(399)) === null")
    assert report.execute_script(r"return mathml('\\begin{cases}'.repeat(399)) === null")
    cases = r"\begin{cases} x & y \\ 1 \end{cases}"
    cells = "return [...mathml(arguments[0]).querySelectorAll('mtr')].map((one) => one.children.length)"
    assert report.execute_script(cells, cases) == [2, 1]
    fraction = report.execute_script(r"return mathml('\\frac34 - x^23').textContent")
    assert fraction == "34−x23"
    assert report.execute_script(r"return mathml('\\frac34').querySelectorAll('mn').length") == 2


def test_light_and_dark_follow_the_system(report):
    seen = set()
    for scheme in ("light", "dark"):
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        report.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        seen.add(report.execute_script("return getComputedStyle(document.body).backgroundColor"))
    assert len(seen) == 2


def test_figures_can_be_read_off(browser, tmp_path):
    # Twenty-nine problems of four samples and two of eight, and one text that is far longer than all others.
    rows, number = [], 0
    for problem in range(31):
        for _ in range(8 if problem < 2 else 4):
            number += 1
            rows.append(row(number, float(number % 2), id=f"p{problem}", level=f"n{problem % 11}"))
    rows.append(row(number + 1, 1.0, completion="long " * 10_000, id="p3", level="n3"))
    opened(browser, tmp_path / "r.html", page_of(gather(written(tmp_path / "s.jsonl", rows))))
    heads = browser.execute_script(
        "const shown = [...document.querySelectorAll('#heads span')].filter((one) => one.offsetParent);"
        "return shown.map((one) => one.textContent)"
    )
    assert heads == ["line", "outcome", "reward", "answer", "id or source", "characters"]
    off = browser.execute_script(
        "const at = (one) => one.getBoundingClientRect().left; const cells = document.querySelector('.item').children;"
        "return [...document.querySelectorAll('#heads span')].map((one, place) => Math.abs(at(one) - at(cells[place])))"
    )
    assert max(off[:2]) < 3, "headers stand over their columns"
    joined = browser.execute_script(
        'return document.querySelectorAll(\'svg[aria-label="pass@k"] line[stroke="var(--accent)"]\').length'
    )
    assert joined == 2, "1, 2 and 4 are of the same problems; 8 is of two of them"
    radii = browser.execute_script(
        "const dots = document.querySelectorAll('svg[aria-label=\"Mean reward by length\"] circle');"
        "return [...dots].map((one) => Number(one.getAttribute('r')))"
    )
    assert radii[-1] < 1.5 < max(radii) / 3, "a bin of one row is a speck"
    groups = browser.execute_script("return [...document.querySelectorAll('#source option')].map((one) => one.value)")
    assert groups == ["", *(f"n{place}" for place in range(11))]
    assert "95%: " in text(browser, "#cards")


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_wider_than_the_screen_and_a_title_breaks_behind_its_marks(browser, tmp_path, width):
    name = "qwen2.5-math-7b-instruct_seed0_t1.0.scored.jsonl"
    rows = [row(number, float(number % 2)) for number in range(1, 40)]
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500},
    )
    try:
        opened(browser, tmp_path / "r.html", page_of(gather(written(tmp_path / name, rows))))
        assert browser.execute_script("return document.documentElement.scrollWidth <= innerWidth")
        broken = browser.execute_script(
            "const parts = [...document.getElementById('title').childNodes].filter((one) => one.nodeType === 3);"
            "return parts.filter((part) => { const range = document.createRange(); range.selectNode(part);"
            "  return new Set([...range.getClientRects()].map((box) => box.top)).size > 1; }).length"
        )
        assert broken == 0
        assert text(browser, "#title") == name
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def test_two_files(browser, tmp_path):
    before = written(tmp_path / "before.jsonl", [row(number, 0.0) for number in range(1, 11)])
    now = written(tmp_path / "now.jsonl", [row(number, float(number < 4)) for number in range(1, 12)])
    opened(browser, tmp_path / "r.html", page_of(gather(now, before)))
    browser.execute_script(
        "const o = document.getElementById('change'); o.value = 'better'; o.dispatchEvent(new Event('change'))"
    )
    wait(browser, "document.getElementById('count').textContent === '3 of 11 rows'")
    assert "10 rows are in both files, 1 only here, 0 only in before.jsonl" in text(browser, "#charts")


def test_fifty_thousand_rows(browser, tmp_path):
    rows = (
        row(number, float(number % 3 == 0), completion=f"<think>{'we add ' * 80}</think> \\boxed{{{number}}}")
        for number in range(1, 50_001)
    )
    opened(browser, tmp_path / "r.html", page_of(gather(written(tmp_path / "s.jsonl", rows))))
    assert text(browser, "#count") == "50,000 of 50,000 rows"
    browser.execute_script("document.getElementById('list').scrollTop = 36 * 25000")
    wait(browser, "[...document.querySelectorAll('.item span')].some((one) => one.textContent === '25001')")
    assert browser.execute_script("return document.querySelectorAll('*').length") < 2_000
    keys(browser, "/", "boxed{49999}")
    wait(browser, "document.getElementById('count').textContent === '1 of 50,000 rows'")
