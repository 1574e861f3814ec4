"""The report as a reader meets it: opened from a file, in a real Chromium."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from service.pages.report import render_report
from tests.proposals import made_proposal, made_roster, made_table

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None, reason="no chromium; run sh scripts/setup-tests.sh"
    ),
]
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE, DESK = 390, 1280
HOSTILE = (
    "<script>window.hit = 1</script>",
    '"><img src="https://example.org/x.png" onerror="window.hit = 1">',
    '\'--><svg onload="window.hit = 1">',
)
# WCAG 2.2, relative luminance and contrast ratio, over the backgrounds that are seen.
WORST_CONTRAST = """() => {
  const parse = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const light = (rgb) => rgb.slice(0, 3).map((c) => c / 255)
    .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, k) => sum + c * [0.2126, 0.7152, 0.0722][k], 0);
  const behind = (node) => {
    for (; node; node = node.parentElement) {
      const colour = parse(getComputedStyle(node).backgroundColor);
      if (colour.length === 3 || colour[3] > 0.99) return colour;
    }
    return [255, 255, 255];
  };
  let worst = [99, ""];
  for (const node of document.querySelectorAll("body *")) {
    const own = [...node.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    if (!own || !node.checkVisibility() || node.closest("script, .unseen")) continue;
    const style = getComputedStyle(node);
    const colour = parse(node.closest("svg") ? style.fill : style.color);
    const [a, b] = [light(colour), light(behind(node))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < worst[0]) worst = [ratio, node.outerHTML.slice(0, 120)];
  }
  return worst;
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    proposal = made_proposal(made_roster(made_table(60)), n_groups=6, n_unplaced=3)
    return written(tmp_path_factory.mktemp("report"), render_report(proposal))


def written(folder: Path, text: str) -> Path:
    path = folder / "report.html"
    path.write_text(text, encoding="utf-8")
    return path


def opened(
    browser: Browser, path: Path, *, width: int = DESK, dark: bool = False
) -> Page:
    """Open a report; what it logs, throws or asks for stands in `page.troubles`."""
    page = browser.new_page(
        viewport={"width": width, "height": 900},
        color_scheme="dark" if dark else "light",
    )
    troubles: list[str] = []
    page.on("console", lambda message: troubles.append(message.text))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on(
        "request",
        lambda asked: (
            None
            if asked.url.startswith(("file:", "data:"))
            else troubles.append(asked.url)
        ),
    )
    page.goto(path.as_uri())
    page.troubles = troubles  # type: ignore[attr-defined]
    return page


def test_it_opens_without_an_error_or_a_request(browser, report):
    page = opened(browser, report)

    assert page.title() == "Peer groups proposed - members.csv"
    assert page.locator(".card").count() == 6
    assert page.locator(".card .reason").first.is_visible()
    assert page.locator(".members tbody tr:visible").count() == 60
    assert page.troubles == []


def test_finding_shows_the_groups_that_match(browser, report):
    page = opened(browser, report)

    page.get_by_role("searchbox", name="Find").fill("L-007")

    shown = page.locator(".card:visible")
    assert shown.count() == page.locator(".card", has_text="L-007").count() < 6
    assert page.get_by_role("status").inner_text().endswith(" of 6 groups")
    page.get_by_role("searchbox", name="Find").fill("")
    assert page.locator(".card:visible").count() == 6


def test_the_weakest_groups_can_come_first(browser, report):
    page = opened(browser, report)

    page.get_by_label("Order").select_option("weak")

    ranks = page.locator(".card").evaluate_all(
        "cards => cards.map(c => +c.dataset.score)"
    )
    assert ranks == sorted(ranks)


def test_a_closed_card_opens_when_a_link_leads_to_it(browser, tmp_path):
    proposal = made_proposal(made_roster(made_table(130)), n_groups=65)
    page = opened(browser, written(tmp_path, render_report(proposal)))
    assert page.locator(".card[open]").count() == 0

    page.locator(".weakest a").first.click()

    assert page.locator(".card[open] .members").first.is_visible()


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_nothing_runs_over_the_edge(browser, tmp_path, width):
    table = made_table(24)
    for column in ("name", "company", "title", "industry", "city", "leader_id"):
        long = [f"{text}{'unbroken' * 12}" for text in table[column].fillna("")]
        table[column] = long
    proposal = made_proposal(
        made_roster(table), n_groups=2, n_unplaced=3, facets=["wide" * 20, "size"]
    )
    page = opened(browser, written(tmp_path, render_report(proposal)), width=width)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")

    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_text_stands_out_from_its_background(browser, report, dark):
    page = opened(browser, report, dark=dark)

    ratio, where = page.evaluate(WORST_CONTRAST)

    assert ratio >= 4.5, where


def test_hostile_names_do_not_run(browser, tmp_path):
    table = made_table(9)
    for column in ("name", "company", "industry", "city"):
        table[column] = HOSTILE * 3
    roster = made_roster(table, source=HOSTILE[0])
    proposal = made_proposal(roster, n_groups=1, n_unplaced=1, facets=HOSTILE)

    page = opened(browser, written(tmp_path, render_report(proposal)))

    assert page.evaluate("window.hit") is None
    assert page.locator("img").count() == 0
    assert page.get_by_text(HOSTILE[0]).first.is_visible()
    assert page.troubles == []


def test_paper_shows_every_card(browser, tmp_path):
    proposal = made_proposal(made_roster(made_table(130)), n_groups=65)
    page = opened(browser, written(tmp_path, render_report(proposal)))

    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")

    assert page.locator(".card .members:visible").count() == 65
    assert page.locator(".tools").is_hidden()
    assert page.pdf().startswith(b"%PDF")


def test_it_can_be_read_without_scripts(browser, report):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(report.as_uri())

    assert page.locator(".members tbody tr:visible").count() == 60
    assert page.locator(".tools").is_hidden()
    context.close()
