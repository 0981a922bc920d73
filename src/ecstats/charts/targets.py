"""Charts of targets: gaps, required growth, milestones, attainment and progress rules."""

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from ecstats.charts import page
from ecstats.charts.chart import Chart, Sheet, nine_digits
from ecstats.charts.fonts import wrap
from ecstats.charts.forest import (
    PLAIN,
    Column,
    Ends,
    Point,
    ends_of,
    float_of,
    forest,
    interval,
    interval_note,
    mark_name,
    scale,
    tint,
)
from ecstats.charts.growth import FACTORS, rate_text
from ecstats.labels.code_lists import (
    CodeLists,
    Row,
    by_id,
    dated,
    entity_or_area,
    figure_text,
    unit_text,
)
from ecstats.labels.numbers import NO_VALUE, format_interval, format_value, step_of_interval
from ecstats.labels.words import period
from ecstats.progress.rules import RULES
from ecstats.tables.records import dicts

NOTED = ("series_break", "unproven", "definition_differs", "after_due", "part_of_year")
CUT = 150
"""Share of a target, in per cent, at which a bar is cut: one far beyond would dwarf the rest."""
QUOTED = page.Mark(page.BLUE, "s")
LATER = page.KINDS["published_value"]._replace(size=6.5)
TARGET = page.KINDS["target"]
BASELINE = page.KINDS["observed"]._replace(hollow=True)
# marks of the columns of `annual_growth_table`, and how far they stand from the middle of a row
GROWTH = {
    "past_growth": (page.KINDS["observed"], -0.07),
    "required_growth_from_baseline": (TARGET._replace(hollow=True, size=9.5), 0.07),
    "required_growth_from_latest": (TARGET._replace(size=5.5), 0.07),
}
PANELS = 4
PANEL_GUTTER = 0.3
PANEL_WIDTH = (page.BODY - (PANELS - 1) * PANEL_GUTTER) / PANELS
PANEL_HEIGHT = 0.95
SERIES = ["source_id", "indicator_id", "ref_area", "entity_id", "per", "unit_measure"]
# from the worst class of a rule to the best
ARROWS = "⬇⬊➡⬈⬆"
MERITS = (page.VERMILION, page.ORANGE, "#3D9BD1", "#3D9BD1", page.BLUE)
ARROW_ROOM = 0.17


@page.drawing()
def target_gaps(
    targets: pd.DataFrame, lists: CodeLists, *, language: str = "en", ax: Axes | None = None
) -> Chart:
    """Draw the latest value of each indicator on the way to its target (a bullet graph).

    Units differ, so every row is drawn as a share of its own target; the numbers stand beside
    it in their unit.

    Parameters
    ----------
    targets : DataFrame
        From `targets.target_table`. Targets without a comparable observation are counted in
        the caption and not drawn.
    lists, language, ax
        As in `growth_rates`.

    References
    ----------
    Few, *Bullet graph design specification* (2013).

    Examples
    --------
    >>> table = ecstats.targets.target_table(figures, lists.indicators)
    >>> chart = target_gaps(table, lists)
    >>> list(chart.rows["gap_written"])[:2]
    ['37.8%', '6.3 pp']
    """
    sheet = Sheet("target-bullets", "bullets", lists, language, ax)
    drawn = targets["latest_id"].notna() & (targets["target_level"] > 0)
    rows, cells, places = sheet.series(targets[drawn])
    shares = [_share(row, "latest_") for row in cells]
    rows["share_of_target"] = [nine_digits(value) for value, _, _ in shares]
    rows["gap_written"] = gaps = [_gap(sheet, row) for row in cells]
    powers, details = _units(sheet, cells, places)
    columns = [
        _printed(sheet, cells, powers, "baseline", "baseline_id", "baseline_", BASELINE),
        _printed(sheet, cells, powers, "latest", "latest_id", "latest_", width=0.85),
        _printed(sheet, cells, powers, "target", "target_figure_id", "target_", TARGET),
        Column(sheet.text("gap"), gaps, width=0.75),
    ]
    later = [row["latest_id"] in by_id(lists, "published_values") for row in cells]
    marks = [LATER if one else QUOTED for one in later]
    axes = _bullets(sheet, cells, details, columns, shares, marks, ["latest_id"] * len(cells), 1.9)
    for number, (y, row) in enumerate(zip(axes.get_yticks(), cells, strict=True)):
        start, _, _ = _share(row, "baseline_")
        interval(axes, y, (start, start, start), BASELINE, mark_name(number, "baseline_id"))
    named = [f"{sheet.text('gap')} {gap}" for gap in gaps]
    return sheet.finish(
        rows,
        zip(_dated(cells, language), named, strict=True),
        notes=[sheet.text("bullets_note", cut=CUT)],
        keys=[(QUOTED, "latest_quoted"), (LATER, "latest_published_value")][: 1 + any(later)],
        targets=len(rows),
        missing=len(targets) - len(rows),
    )


def _gap(sheet: Sheet, row: Row) -> str:
    percent = row["gap_kind"] == "level"
    value, lower, upper = ends_of(row, "gap_from_latest_percent" if percent else "gap_from_latest")
    unit = "PERCENT" if percent else "PERCENTAGE_POINT"
    if upper <= 0:
        return sheet.text("reached")
    if math.isfinite(value):
        step = max(step_of_interval(lower, upper) or 0.0, 0.1)
        return format_value(value, unit, sheet.language, step=step)
    return format_interval(lower, upper, unit, sheet.language)


def _share(row: Row, prefix: str = "") -> Ends:
    """Value, lower and upper end, from the columns with a prefix, in per cent of the target."""
    target = float_of(row["target_level"])
    value, lower, upper = (float_of(row[prefix + end]) for end in ("value", "lower", "upper"))
    return 100 * value / target, 100 * lower / target, 100 * upper / target


def _units(sheet: Sheet, rows: Sequence[Row], places: Sequence[str]) -> tuple[list[int], list[str]]:
    """Power of ten of each row's numbers, and the line that names its place and unit."""
    assert sheet.lists is not None
    scales = [
        unit_text(sheet.lists, [float_of(row["target_level"])], row["unit_measure"], sheet.language)
        for row in rows
    ]
    return [power for power, _ in scales], sheet.join(places, [unit for _, unit in scales])


def _printed(
    sheet: Sheet,
    rows: Sequence[Row],
    powers: Sequence[int],
    role: str,
    ids: str,
    prefix: str,
    mark: page.Mark | None = None,
    width: float = 0.0,
) -> Column:
    """Column of the printed values of a role, with their periods below."""
    assert sheet.lists is not None
    printed, notes = list[str](), list[str]()
    for row, power in zip(rows, powers, strict=True):
        written = NO_VALUE
        if not pd.isna(row[ids]):
            written = figure_text(sheet.lists, str(row[ids]), sheet.language, power=power)
        printed.append(written)
        kind = str(row.get(f"{prefix}comparability"))
        reason = sheet.text(kind) if kind in NOTED else ""
        when = period(row[f"{prefix}period"], sheet.language)
        notes.append("\n".join(filter(None, (when, reason))))
    width = width or (0.78 if sheet.language == "en" else 0.68)
    return Column(sheet.text(role), printed, mark, width, notes)


def _bullets(
    sheet: Sheet,
    rows: Sequence[Row],
    details: Sequence[str],
    columns: Sequence[Column],
    shares: Sequence[Ends],
    marks: Sequence[page.Mark],
    ids: Sequence[str],
    label_width: float,
) -> Axes:
    """Draw shares of targets: the band up to the target, the bar of the value, the target.

    A hollow mark is a value that the target is not about: it gets no bar.
    """
    (axes,) = sheet.axes()
    look: dict[str, Any] = {"titles": [(sheet.text("share_of_target"), None)], "guides": False}
    labels = [str(row["label"]) for row in rows]
    band = forest([axes], labels, columns, details=details, label_width=label_width, **look)
    sheet.bands.append(band)
    ends = [100.0, *(end for share in shares for end in share)]
    scale(axes, [end if math.isinf(end) else min(end, CUT) for end in ends], band.width)
    for number, y in enumerate(axes.get_yticks()):
        (value, lower, _), mark = shares[number], marks[number]
        gid, later = mark_name(number, ids[number]), mark.colour == LATER.colour
        length = value if math.isfinite(value) else lower
        axes.barh(y, 100, height=0.2, color=page.BAND, zorder=1)
        if math.isfinite(length) and not mark.hollow:
            bar = gid if not later or length > CUT else None
            axes.barh(y, min(length, CUT), height=0.09, color=mark.colour, zorder=1.5, gid=bar)
        if length > CUT:
            text: dict[str, Any] = {
                "size": page.SMALL,
                "color": mark.colour,
                "ha": "right",
                "va": "bottom",
            }
            axes.text(CUT, y - 0.06, f"{length:.0f}%", **text)
            arrow = mark if mark.hollow else mark._replace(size=0)
            interval(axes, y, (CUT, CUT, math.inf), arrow, gid if mark.hollow else None)
        elif later:
            interval(axes, y, shares[number], mark, gid)
        axes.plot([100, 100], [y - 0.14, y + 0.14], color=TARGET.colour, linewidth=1.4, zorder=1.6)
        target = TARGET._replace(size=5.5), mark_name(number, "target_figure_id")
        interval(axes, y, (100, 100, 100), *target)
    return axes


def _dated(rows: Sequence[Row], language: str) -> list[str]:
    return [dated(row["label"], row["target_period"], language) for row in rows]


@page.drawing()
def required_and_past_growth(
    growth: pd.DataFrame, lists: CodeLists, *, language: str = "en", ax: page.AxesGiven = None
) -> Chart:
    """Draw the annual growth that each target requires beside the growth so far.

    Parameters
    ----------
    growth : DataFrame
        From `targets.annual_growth_table`. Targets for which nothing can be computed are left
        out. Growth in per cent and change in points get a panel each.
    lists, language, ax
        As in `growth_rates`.

    Examples
    --------
    >>> growth = ecstats.targets.annual_growth_table(values, lists.indicators)
    >>> len(required_and_past_growth(growth, lists).axes)
    2
    """
    sheet = Sheet("required-and-past-growth", "required_growth", lists, language, ax)
    shown = growth["quantity"].isin([*GROWTH, "growth_ratio"]) & (growth["status"] == "ok")
    rows, cells, places = sheet.series(growth[shown])
    written = [rate_text(row, "", _unit(row), language) for row in cells]
    targets: dict[str, dict[str, int]] = {}
    for number, row in enumerate(cells):
        targets.setdefault(row["target_figure_id"], {})[row["quantity"]] = number
    blocks: dict[str, list[dict[str, int]]] = {}
    for quantities in targets.values():
        rates = [number for one, number in quantities.items() if one in GROWTH]
        if rates:
            blocks.setdefault(_unit(cells[rates[0]]), []).append(quantities)
    units = [one for one in FACTORS if one in blocks] or ["FRACTION"]
    for axes, unit in zip(sheet.axes(len(units)), units, strict=True):
        block = blocks.get(unit, [])
        columns = []
        for one in [*GROWTH, "growth_ratio"]:
            found = [quantities.get(one) for quantities in block]
            texts = [NO_VALUE if n is None else written[n] for n in found]
            spans = ["" if n is None or one not in GROWTH else _years(cells[n]) for n in found]
            mark, width = (GROWTH[one][0], 0.95) if one in GROWTH else (None, 0.62)
            columns.append(Column(sheet.text(one), texts, mark, width, spans))
        points = [
            Point(
                y,
                ends_of(cells[quantities[one]], "", FACTORS[unit]),
                mark,
                mark_name(quantities[one]),
                lift if "past_growth" in quantities else 0.0,
            )
            for y, quantities in enumerate(block)
            for one, (mark, lift) in GROWTH.items()
            if one in quantities
        ]
        first = [next(iter(quantities.values())) for quantities in block]
        look: dict[str, Any] = {"label_width": 1.85, "guides": False}
        title = sheet.text("growth_compound" if unit == "FRACTION" else "growth_points")
        look["titles"] = [(title, None)]
        look["details"] = [places[number] for number in first]
        labels = [cells[number]["label"] for number in first]
        sheet.bands.append(forest([axes], labels, columns, points, **look))
    said = [sheet.text(row["quantity"]) for row in cells]
    return sheet.finish(
        rows,
        zip(sheet.join(rows["label"], said), written, strict=True),
        notes=[interval_note(rows, language)],
        targets=sum(map(len, blocks.values())),
        past=int((rows["quantity"] == "past_growth").sum()),
    )


def _unit(row: Row) -> str:
    if row["unit"] == "ratio":
        return "RATIO"
    return "PERCENTAGE_POINT" if str(row["unit"]).startswith("percentage") else "FRACTION"


def _years(row: Row) -> str:
    return f"{str(row['from_period'])[:4]}→{str(row['to_period'])[:4]}"


@page.drawing()
def milestones(
    paths: pd.DataFrame, lists: CodeLists, *, language: str = "en", ax: page.AxesGiven = None
) -> Chart:
    """Draw the milestones of every series as steps, one panel each: a level holds until the next.

    Parameters
    ----------
    paths : DataFrame
        From `targets.milestone_paths`. A year without a milestone is marked, not drawn as zero.
    lists, language, ax
        As in `growth_rates`.

    Examples
    --------
    >>> paths = ecstats.targets.milestone_paths(figures, lists.indicators)
    >>> len(milestones(paths, lists).axes)
    11
    """
    sheet = Sheet("milestone-paths", "milestones", lists, language, ax)
    rows, cells, _ = sheet.series(paths)
    rows["written"] = [
        sheet.text("none_set") if pd.isna(one) else figure_text(lists, str(one), language)
        for one in rows["figure_id"]
    ]
    panels = [part for _, part in rows.groupby(SERIES, sort=False, dropna=False)]
    places = [entity_or_area(lists, cells[part.index[0]], language) for part in panels]
    one_place = len(set(places)) == 1
    axes = sheet.axes(len(panels))
    above = [
        _draw_path(sheet, axis, part, "" if one_place else place)
        for axis, part, place in zip(axes, panels, places, strict=False)
    ]
    for start in range(0, len(axes), PANELS):
        row = axes[start : start + PANELS]
        empty = (PANELS - len(row)) * (PANEL_WIDTH + PANEL_GUTTER)
        head = max(above[start : start + PANELS], default=0.0)
        below = page.line_height(page.SMALL)
        sheet.bands.append(page.Band(row, 0.0, empty, head, PANEL_HEIGHT, below, PANEL_GUTTER))
    listed = []
    for part in panels:
        levels = zip(part["year"], part["written"], strict=True)
        path = sheet.text("comma").join(f"{year} {text}" for year, text in levels)
        listed.append((str(part["label"].iloc[0]), path))
    return sheet.finish(
        rows,
        listed,
        place=places[0] + sheet.text("colon") if one_place else "",
        milestones=int((rows["state"] == "stated").sum()),
        series=len(panels),
    )


def _draw_path(sheet: Sheet, axes: Axes, part: pd.DataFrame, place: str) -> float:
    """Draw one series with its heading; return the height of the heading in inches."""
    lists, language = sheet.lists, sheet.language
    assert lists is not None
    first = dicts(part)[0]
    known = part[part["level"].notna()].astype({"year": int})
    power, unit = unit_text(lists, known["level"], str(first["unit_measure"]), language)
    if pd.notna(first["per"]):
        unit += sheet.text("per", unit=sheet.text(f"per_{first['per']}"))
    heading = wrap(str(first["label"]), PANEL_WIDTH, page.LABEL)
    detail = wrap(sheet.join([place], [unit])[0], PANEL_WIDTH, page.SMALL)
    up = page.text_height(detail, page.SMALL) + 0.04
    above = page.text_height(heading, page.LABEL) + up
    page.write(axes, 0, 1, heading, ycoords="axes fraction", dy=above)
    page.write(axes, 0, 1, detail, page.SMALL, ycoords="axes fraction", dy=up, color=page.MUTED)

    years = [int(year) for year in part["year"]]
    steps: dict[str, Any] = {
        "drawstyle": "steps-post",
        "color": tint(TARGET.colour),
        "linewidth": 1.4,
    }
    sns.lineplot(known, x="year", y="level", errorbar=None, ax=axes, legend=False, **steps)
    axes.set(xlabel="", ylabel="", xlim=(min(years) - 0.45, max(years) + 0.45), yticks=[])
    axes.set_xticks(years, [str(year) for year in years])
    axes.tick_params(axis="x", length=0, pad=3)
    axes.spines["bottom"].set_color(page.BAND_DARK)
    highest = float(known["level"].max()) if len(known) else 0.0
    room = PANEL_HEIGHT - page.line_height(page.SMALL) - 0.1
    axes.set_ylim(0, (highest or 1.0) * PANEL_HEIGHT / room)
    mark = TARGET._replace(size=6.5)
    for number, year, row in zip(part.index, years, dicts(part), strict=True):
        level = 0.0 if pd.isna(row["level"]) else float(row["level"])
        text, colour, up = sheet.text("none_set"), page.MUTED, 4
        if not pd.isna(row["level"]):
            text, colour, up = (
                figure_text(lists, row["figure_id"], language, power=power),
                page.INK,
                7,
            )
            interval(axes, level, (year, year, year), mark, mark_name(number))
        look: dict[str, Any] = {"textcoords": "offset points", "ha": "center", "va": "bottom"}
        axes.annotate(text, (year, level), (0, up), size=page.SMALL, color=colour, **look)
    return above


@page.drawing()
def attainment(
    outcomes: pd.DataFrame, lists: CodeLists, *, language: str = "en", ax: Axes | None = None
) -> Chart:
    """Draw values published elsewhere as a share of the target, with the verdict beside them.

    Parameters
    ----------
    outcomes : DataFrame
        From `targets.attainment`.
    lists, language, ax
        As in `growth_rates`.

    Examples
    --------
    >>> outcomes = ecstats.targets.attainment(values, lists.indicators)
    >>> attainment(outcomes, lists).title
    '2 of 8 targets known to be met'
    """
    sheet = Sheet("attainment", "attainment", lists, language, ax)
    place = outcomes.groupby(["ref_area", "indicator_id"], sort=False, observed=True).ngroup()
    table = outcomes.assign(place=place).sort_values(["place", "target_year"], kind="stable")
    ids = [_shown(lists, row)["excluded_id"] for row in dicts(table)]
    table = table.drop(columns="place").assign(excluded_id=pd.array(ids, dtype="string"))
    rows, cells, places = sheet.series(table)
    shown = [_shown(lists, row) for row in cells]
    rows["outcome_written"] = written = [_outcome(sheet, row) for row in cells]
    powers, details = _units(sheet, cells, places)
    notes = [_qualified(sheet, row) for row in cells]
    columns = [
        _printed(sheet, shown, powers, "published_value", "shown_id", "", LATER, width=1.15),
        _printed(sheet, cells, powers, "target", "target_figure_id", "target_", TARGET),
        Column(sheet.text("verdict"), written, None, 1.25, notes),
    ]
    decides = [pd.isna(row["excluded_id"]) for row in shown]
    marks = [LATER._replace(hollow=not one) for one in decides]
    id_columns = ["value_id" if one else "excluded_id" for one in decides]
    shares = [_share(row) for row in shown]
    _bullets(sheet, cells, details, columns, shares, marks, id_columns, 1.65)
    outcome = rows["outcome"]
    return sheet.finish(
        rows,
        zip(_dated(cells, language), written, strict=True),
        title="" if len(rows) else "attainment_title_none",
        notes=[sheet.text("bullets_note", cut=CUT)],
        targets=len(rows),
        met=int((outcome == "met").sum()),
        open=int(outcome.isin(["open", "not_met"]).sum()),
        unknown=int((outcome == "not_established").sum()),
    )


def _shown(lists: CodeLists, row: dict[str, Any]) -> dict[str, Any]:
    """Row with the value that decides; where none does, with the newest, and why it does not."""
    if not pd.isna(row["value_id"]):
        return row | {"shown_id": row["value_id"], "excluded_id": None}
    series = ("indicator_id", "ref_area", "unit_measure")
    values = by_id(lists, "published_values").values()
    own = [one for one in values if all(str(one[name]) == row[name] for name in series)]
    if not own:
        return row | {"shown_id": None, "excluded_id": None}
    newest = max(own, key=lambda one: str(one["time_period"]))
    kind, level = str(newest["comparability"]), newest["base_value"]
    if kind not in ("unproven", "definition_differs"):
        late = float_of(newest["year"]) > float_of(row["target_year"])
        kind = "after_due" if late else "part_of_year"
    shown = dict.fromkeys(("shown_id", "excluded_id"), str(newest["value_id"]))
    shown |= {"period": newest["time_period"], "comparability": kind}
    return row | shown | dict.fromkeys(("value", "lower", "upper"), level)


def _outcome(sheet: Sheet, row: Row) -> str:
    """Outcome, and how sure it is where a value decides."""
    sure = str(row["verdict"])
    words = sheet.text(sure) if sure in ("certain", "possible", "impossible") else ""
    return sheet.join([sheet.text(f"outcome_{row['outcome']}")], [words])[0]


def _qualified(sheet: Sheet, row: Row) -> str:
    """By which count a target was met, or when it was reached that no value in time decides."""
    if row["outcome"] == "met" and row["series_break"]:
        return sheet.text("met_after_break")
    if row["outcome"] == "met" or pd.isna(row["first_met"]):
        return ""
    return sheet.text("reached_by", period=period(row["first_met"], sheet.language))


@page.drawing()
def progress_rules(
    progress: pd.DataFrame, lists: CodeLists, *, language: str = "en", ax: page.AxesGiven = None
) -> Chart:
    """Draw targets by rule: every class that the printed digits allow, side by side.

    Parameters
    ----------
    progress : DataFrame
        From `targets.progress`. Targets to which no rule applies are left out; every rule gets
        a panel.
    lists, language, ax
        As in `growth_rates`.

    Returns
    -------
    Chart
        An arrow turns from down (the worst class of its rule) to up (the best).

    Examples
    --------
    >>> classes = ecstats.targets.progress(values, lists.indicators)
    >>> len(progress_rules(classes, lists).axes)
    7
    """
    sheet = Sheet("progress-rules", "rules", lists, language, ax)
    target = progress["target_figure_id"]
    rows, cells, places = sheet.series(progress[target.isin(target[progress["applies"]])])
    codes = [row["statuses"] if row["applies"] else "not_applicable" for row in cells]
    classes = [[sheet.text(one) for one in row.split(";")] for row in codes]
    rows["classes"] = [sheet.text("or").join(row) for row in classes]
    rules = list(dict.fromkeys(rows["rule"]))
    targets = rows["target_figure_id"].drop_duplicates()
    periods = [period(row["target_period"], language) for row in cells]
    details = sheet.join(places, periods)
    axes = sheet.axes(len(rules))
    width = page.Band(axes, left=1.45 + page.GUTTER).width - ARROW_ROOM
    entries = [[wrap(one, width, page.SMALL) for one in row] for row in classes]
    heights = [sum(page.text_height(one, page.SMALL) + 0.03 for one in row) for row in entries]
    highest = pd.Series(heights, dtype=float).groupby(rows["target_figure_id"]).max()
    band = forest(
        axes,
        list(rows["label"][targets.index]),
        details=[details[number] for number in targets.index],
        titles=[(sheet.text(rule), None) for rule in rules],
        label_width=1.45,
        **PLAIN,
        heights=[float(highest[one]) for one in targets],
    )
    sheet.bands.append(band)
    middles = dict(zip(targets, axes[0].get_yticks(), strict=True))
    for number, row in enumerate(cells):
        y = middles[row["target_figure_id"]] - heights[number] / 2
        _draw_classes(axes[rules.index(row["rule"])], y, row, entries[number], mark_name(number))
    for axis in axes:
        axis.set_xticks([])
    said = sheet.join(_dated(cells, language), [sheet.text(one) for one in rows["rule"]])
    return sheet.finish(
        rows,
        zip(said, rows["classes"], strict=True),
        notes=[sheet.text("rules_note")],
        targets=len(targets),
        rules=len(rules),
        blank=int((~rows["applies"].astype(bool)).sum()),
    )


def _draw_classes(axes: Axes, y: float, row: Row, entries: Sequence[str], gid: str) -> None:
    """Write the classes of a cell from a height on, each with an arrow: how good it is."""
    ranked = RULES[str(row["rule"])].statuses
    for place, (one, lines) in enumerate(
        zip(str(row["statuses"]).split(";"), entries, strict=False)
    ):
        if row["applies"] and one in ranked:
            merit = round(ranked.index(one) / (len(ranked) - 1) * (len(ARROWS) - 1))
            # the box, which nobody sees, tells a page where the arrow is
            look: dict[str, Any] = {"bbox": {"facecolor": "none", "edgecolor": "none", "pad": 0}}
            look |= {"color": MERITS[merit], "gid": None if place else gid}
            page.write(axes, 0, y, ARROWS[merit], page.LABEL, **look)
            page.write(axes, 0, y, lines, page.SMALL, dx=ARROW_ROOM)
        else:
            page.write(axes, 0, y, lines, page.SMALL, color=page.MUTED)
        y += page.text_height(lines, page.SMALL) + 0.03
