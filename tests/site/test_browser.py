"""The site in a real browser: it loads, is readable, keeps the place and finds the evidence."""

import csv
import io
from pathlib import Path

import pytest
from axe_playwright_python import sync_playwright as axe

from ecstats import tables

WRITTEN = ["index", "ledger", "data", "files", "cite", "add_a_document", "library", "search"]
NOTEBOOKS = [
    "00_figure_ledger",
    "01_growth_rates",
    "02_target_gaps",
    "03_cluster_comparison",
    "04_consistency",
    "05_accountability",
]
EVIDENCE = ["hebei-ecommerce-fyp14-006", "cangzhou-ecommerce-plan-017", "o006"]
PAGES = [
    *WRITTEN,
    *(f"notebooks/{name}" for name in NOTEBOOKS),
    *(f"evidence/{name}" for name in EVIDENCE),
]


def test_every_page_loads_without_fault(site, visit):
    pages = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    assert len(pages) > 300
    windows = [visit(390) for _ in range(4)]
    for start in range(0, len(pages), len(windows)):
        together = list(zip(windows, pages[start : start + len(windows)], strict=False))
        for window, page in together:
            window.go(page, until="commit")
        for window, page in together:
            window.page.wait_for_load_state("load")
            assert window.page.title(), page


@pytest.mark.parametrize("language", ["en", "zh"])
def test_first_page_is_light(visit, language):
    window, sizes = visit(), []
    window.page.on("response", lambda one: sizes.append(len(one.body())))
    page = window.go(f"{language}/index.html")
    # Also what loads only when a reader scrolls to it.
    page.eval_on_selector_all("img", "all => all.forEach(one => { one.loading = 'eager'; })")
    page.wait_for_load_state("networkidle")
    page.wait_for_function("[...document.images].every(one => one.complete)")
    assert 300_000 < sum(sizes) < 1_000_000


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_page_is_never_wider_than_the_screen(visit, language, width):
    window = visit(width)
    for name in PAGES:
        page = window.go(f"{language}/{name}.html", until="domcontentloaded")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name


def violations(page, *, unfold=False):
    """What axe-core objects to on a page, also with everything unfolded."""
    if unfold:
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    for violation in axe.Axe().run(page).response["violations"]:
        for node in violation["nodes"][:3]:
            yield page.url, violation["id"], node["target"], node["failureSummary"]


def test_axe_finds_no_violation(visit):
    window = visit()
    for name in [*PAGES, "library/tables"]:
        # The pages of the notebooks are folded alike, and the rows of the ledger are alike.
        page = window.go(f"en/{name}.html" + ("?year=2025" if name == "ledger" else ""))
        assert not list(violations(page, unfold=name in ("notebooks/01_growth_rates", "library")))


@pytest.mark.parametrize(
    ("language", "width", "scheme"),
    [("zh", 390, "light"), ("en", 390, "dark"), ("zh", 1280, "dark")],
)
def test_axe_finds_no_violation_on_phones_and_in_the_dark(visit, language, width, scheme):
    window = visit(width, color_scheme=scheme)
    for name in ("index", "ledger", "notebooks/01_growth_rates", f"evidence/{EVIDENCE[1]}"):
        page = window.go(f"{language}/{name}.html" + ("?year=2025" if name == "ledger" else ""))
        assert not list(violations(page, unfold=True))


def test_language_switch_keeps_the_place(visit):
    page = visit().go("en/notebooks/02_target_gaps.html#chart-milestone-paths")
    page.locator(".language-switch").first.click()
    page.wait_for_url("**/zh/notebooks/02_target_gaps.html#chart-milestone-paths")
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    assert page.locator("#chart-milestone-paths").is_visible()
    page.locator(".language-switch").first.click()
    page.wait_for_url("**/en/notebooks/02_target_gaps.html#chart-milestone-paths")


def test_language_switch_keeps_the_selection_of_the_ledger(visit):
    page = visit().go("en/ledger.html?kind=target&year=2025")
    shown = page.locator("#ledger tbody tr").count()
    page.locator(".language-switch").first.click()
    page.wait_for_url("**/zh/ledger.html?kind=target&year=2025")
    assert page.locator("#ledger tbody tr").count() == shown


def figures(**wanted):
    ledger = tables.with_published_values(
        tables.load_quoted_figures(), tables.load_published_values()
    )
    for name, value in wanted.items():
        ledger = ledger[ledger[name] == value]
    return set(ledger["figure_id"])


def shown_rows(page):
    return set(page.eval_on_selector_all("#ledger tbody tr[id]", "rows => rows.map(r => r.id)"))


@pytest.mark.parametrize(
    ("label", "choice", "column"),
    [
        ("document", "cangzhou-ecommerce-plan", "source_id"),
        ("indicator", "express_parcels", "indicator_id"),
        ("area", "junlebao", "entity_id"),
        ("kind", "threshold", "obs_kind"),
        ("year", "2025", "year"),
    ],
)
def test_ledger_filters(visit, label, choice, column):
    page = visit().go("en/ledger.html")
    assert shown_rows(page) == figures()
    page.locator(f"#filter-{label}").select_option(choice)
    expected = figures(**{column: int(choice) if column == "year" else choice})
    assert shown_rows(page) == expected
    assert f"{label}={choice}" in page.url
    page.reload()
    assert shown_rows(page) == expected
    page.get_by_role("button", name="Clear").click()
    page.wait_for_function("!location.search")
    assert shown_rows(page) == figures()


def test_ledger_searches_and_sorts(visit):
    page = visit().go("zh/ledger.html?q=淘宝村")
    assert 0 < page.locator("#ledger tbody tr").count() < 20
    page.go_back()
    page = visit().go("en/ledger.html?indicator=express_parcels")
    values = "rows => rows.map(row => Number(row.cells[4].dataset.order))"
    page.get_by_role("columnheader", name="Value").click()
    numbers = page.eval_on_selector_all("#ledger tbody tr", values)
    assert numbers == sorted(numbers)
    assert "sort=4.asc" in page.url


def test_ledger_saves_the_selection(visit):
    page = visit(accept_downloads=True).go("zh/ledger.html?document=miit-press-2020&kind=observed")
    expected = shown_rows(page)
    assert expected
    with page.expect_download() as waiting:
        page.locator("#ledger-save").click()
    text = Path(waiting.value.path()).read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["figure_id"] for row in rows} == expected
    quotes = tables.load_quoted_figures().set_index("figure_id")["quote"]
    assert all(quotes[row["figure_id"]] == row["quote"] for row in rows)


def test_point_of_a_chart_shows_and_leads_to_its_quote(visit):
    page = visit().go("en/notebooks/02_target_gaps.html")
    target = "../evidence/hebei-ecommerce-fyp14-004.html"
    point = page.locator(f'#chart-target-bullets .point[href="{target}"]').first
    point.focus()
    tooltip = page.locator(".tooltip")
    assert tooltip.is_visible()
    assert "26" in tooltip.inner_text()
    page.keyboard.press("Escape")
    assert tooltip.is_hidden()
    point.hover()
    assert tooltip.is_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**/evidence/hebei-ecommerce-fyp14-004.html")
    assert page.locator("blockquote mark").inner_text() == "26"


def test_interval_and_quote_of_a_rate_are_shown(visit):
    page = visit().go("zh/notebooks/01_growth_rates.html")
    points = page.locator("#chart-growth-intervals .point")
    seen = [points.nth(number).get_attribute("data-interval") for number in range(points.count())]
    assert len(seen) > 10
    assert all(seen)


def test_row_of_a_chart_opens_from_its_address(visit):
    page = visit().go("en/evidence/hebei-ecommerce-fyp14-006.html")
    page.locator('#uses a[href$="#target-bullets-3"]').click()
    page.wait_for_url("**/02_target_gaps.html#target-bullets-3")
    assert page.locator("#target-bullets-3").is_visible()


def test_chart_is_readable_on_a_phone(visit):
    page = visit(390).go("en/notebooks/01_growth_rates.html")
    picture = page.locator("#chart-growth-intervals img").bounding_box()
    # At its natural width, the smallest letters have 11 pixels; the frame scrolls.
    assert picture["width"] >= 760
    assert page.locator("#chart-growth-intervals .chart-scroll").bounding_box()["width"] <= 390


def test_dark_mode_and_print(visit):
    page = visit(color_scheme="dark").go("en/notebooks/01_growth_rates.html")
    picture = page.locator("#chart-growth-intervals img")
    assert "invert" in picture.evaluate("one => getComputedStyle(one).filter")
    page.emulate_media(media="print", color_scheme="light")
    assert picture.evaluate("one => getComputedStyle(one).filter") == "none"
    assert page.locator(".sidebar-drawer").is_hidden()


def test_search_finds_chinese(visit):
    page = visit().go("zh/search.html?q=淘宝村")
    page.wait_for_selector("#search-results li a")


def test_start_page_leads_to_both_languages(visit):
    page = visit().go("index.html")
    page.get_by_role("link", name="河北省").click()
    page.wait_for_url("**/zh/index.html")


@pytest.mark.parametrize(
    ("name", "element"),
    [
        ("index", "[lang=zh-CN] a"),
        ("zh/index", "h1"),
        ("zh/notebooks/02_target_gaps", "h1"),
        ("zh/ledger", "h1"),
        ("zh/evidence/hebei-ecommerce-fyp14-006", "h1"),
    ],
)
def test_chinese_is_drawn_with_the_font_of_the_site(visit, name, element):
    page = visit().go(f"{name}.html")
    page.evaluate("document.fonts.ready")
    tools = page.context.new_cdp_session(page)
    for domain in ("DOM", "CSS"):
        tools.send(f"{domain}.enable")
    root = tools.send("DOM.getDocument")["root"]["nodeId"]
    node = tools.send("DOM.querySelector", {"nodeId": root, "selector": element})
    fonts = tools.send("CSS.getPlatformFontsForNode", {"nodeId": node["nodeId"]})["fonts"]
    own = sum(one["glyphCount"] for one in fonts if one["isCustomFont"])
    chinese = sum("\u4e00" <= one <= "\u9fff" for one in page.locator(element).first.inner_text())
    assert 0 < chinese <= own
