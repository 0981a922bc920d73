"""Charts of targets: gaps, required growth, milestones, attainment and progress rules."""

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from ecstats.charts.chart import Chart, finish, sourced
from ecstats.charts.forest import (
    Column,
    float_of,
    forest,
    interval,
    interval_note,
    mark_name,
    scale,
    tint,
)
from ecstats.charts.fonts import wrap
from ecstats.charts.growth import FACTORS, ends_of, joined, rate_text
from ecstats.charts.page import (
    BAND,
    BAND_DARK,
    BLUE,
    BODY,
    GUTTER,
    INK,
    KINDS,
    LABEL,
    MUTED,
    ORANGE,
    SMALL,
    VERMILION,
    Band,
    Mark,
    axes_of,
    drawing,
    line_height,
    text_height,
    write,
)
from ecstats.labels.code_lists import (
    CodeLists,
    Row,
    by_id,
    dated,
    entity_or_area,
    figure_text,
    period_text,
    series_detail,
    series_label,
    unit_text,
)
from ecstats.labels.numbers import NO_VALUE, format_interval, format_value, step_of_interval
from ecstats.labels.words import text
from ecstats.progress.rules import RULES
from ecstats.tables.records import dicts

CUT = 150
"""Share of a target, in per cent, at which a bar is cut: one far beyond would dwarf the rest."""
QUOTED = Mark(BLUE, "s")
LATER = KINDS["published_value"]._replace(size=6.5)
TARGET = KINDS["target"]
BASELINE = KINDS["observed"]._replace(hollow=True)

GROWTH = {
    "past_growth": KINDS["observed"],
    "required_growth_from_baseline": TARGET._replace(hollow=True, size=9.5),
    "required_growth_from_latest": TARGET._replace(size=5.5),
}
DODGE = 0.07

PANELS = 4
PANEL_GUTTER = 0.3
PANEL_WIDTH = (BODY - (PANELS - 1) * PANEL_GUTTER) / PANELS
PANEL_HEIGHT = 0.95
SERIES = ["source_id", "indicator_id", "ref_area", "entity_id", "per", "unit_measure"]

MERITS = (VERMILION, ORANGE, "#3D9BD1", BLUE)
ARROW = Path([(0, 1), (0.9, 0), (0.32, 0), (0.32, -1), (-0.32, -1), (-0.32, 0), (-0.9, 0), (0, 1)])
ARROW_ROOM = 0.17


@drawing()
def target_gaps(
    targets: pd.DataFrame,
    lists: CodeLists,
    *,
    language: str = "en",
    name: str = "target-bullets",
    ax: Axes | None = None,
) -> Chart:
    """Draw the latest value of each indicator on the way to its target (a bullet graph).

    Units differ, so every row is drawn as a share of its own target; the numbers stand beside
    it in their unit.

    Parameters
    ----------
    targets : DataFrame
        From `targets.target_table`. Targets without a comparable observation are counted in
        the caption and not drawn.
    lists : CodeLists
    language : {"en", "zh"}
    name : str
        File name without ending.
    ax : Axes, optional
        Where to draw; by default on a page of its own.

    Returns
    -------
    Chart

    References
    ----------
    Few, *Bullet graph design specification* (2013).

    Examples
    --------
    >>> from ecstats import charts, intervals, labels, targets
    >>> lists = labels.load_code_lists()
    >>> figures = intervals.with_bounds(lists.figures, indicators=lists.indicators)
    >>> chart = charts.target_gaps(targets.target_table(figures, lists.indicators), lists)
    >>> list(chart.rows["gap_written"])[:2]
    ['37.8%', '6.3 pp']
    """
    drawn = targets["latest_id"].notna() & (targets["target_level"] > 0)
    rows = sourced(targets[drawn], lists, "target-bullets")
    cells = dicts(rows)
    rows["label"] = [series_label(lists, row, language) for row in cells]
    rows["share_of_target"] = [float(f"{_share(row, 'latest_')[0]:.9g}") for row in cells]
    rows["gap_written"] = [_gap(row, language) for row in cells]
    later = rows["latest_id"].isin(lists.published_values["value_id"])
    bands = []
    if cells:
        (axes,) = axes_of(ax)
        powers, details = _units(lists, cells, language)
        plan = forest(
            [axes],
            list(rows["label"]),
            [
                *(
                    _values(lists, cells, powers, language, role, f"{role}_{end}", f"{role}_", mark)
                    for role, end, mark in (
                        ("baseline", "id", BASELINE),
                        ("latest", "id", None),
                        ("target", "figure_id", TARGET),
                    )
                ),
                Column(text("gap", language), list(rows["gap_written"]), width=0.75),
            ],
            details=details,
            titles=[(text("share_of_target", language), None)],
            label_width=1.9,
            guides=False,
        )
        shares = [_share(row, "latest_") for row in cells]
        _scale_shares(axes, shares, plan.band.width)
        for number, (y, row, share) in enumerate(zip(plan.y, cells, shares, strict=True)):
            mark = LATER if later[number] else QUOTED
            _draw_share(axes, y, share, mark, number, "latest_id")
            start, _, _ = _share(row, "baseline_")
            gid = mark_name(number, "baseline_id")
            interval(axes, y, start, start, start, BASELINE, gid=gid)
        bands.append(plan.band)
    keys = [(QUOTED, text("latest_quoted", language))]
    if later.any():
        keys.append((LATER, text("latest_published_value", language)))
    gaps = [f"{text('gap', language)} {gap}" for gap in rows["gap_written"]]
    return finish(
        "target-bullets",
        "bullets",
        rows,
        bands,
        ax=ax,
        name=name,
        language=language,
        lists=lists,
        listed=zip(_dated(rows, language), gaps, strict=True),
        notes=[text("bullets_note", language, cut=CUT)],
        keys=keys if bands else (),
        n=len(rows),
        missing=len(targets) - len(rows),
    )


def _dated(rows: pd.DataFrame, language: str) -> list[str]:
    named = zip(rows["label"], rows["target_period"], strict=True)
    return [dated(label, period, language) for label, period in named]


def _gap(row: Row, language: str) -> str:
    percent = row["gap_kind"] == "level"
    value, lower, upper = ends_of(row, "gap_from_latest_percent" if percent else "gap_from_latest")
    unit = "PERCENT" if percent else "PERCENTAGE_POINT"
    if upper <= 0:
        return text("reached", language)
    if math.isfinite(value):
        step = max(step_of_interval(lower, upper) or 0.0, 0.1)
        return format_value(value, unit, language, step=step)
    return format_interval(lower, upper, unit, language, step=0.1)


def _share(row: Row, prefix: str) -> tuple[float, float, float]:
    """Value, lower and upper end, from the columns with a prefix, in per cent of the target."""
    target = float_of(row["target_level"])
    value, lower, upper = (float_of(row[prefix + end]) for end in ("value", "lower", "upper"))
    return 100 * value / target, 100 * lower / target, 100 * upper / target


def _scale_shares(
    axes: Axes, shares: Sequence[tuple[float, float, float]], width: float
) -> None:
    ends = [100.0, *(end for share in shares for end in share)]
    scale(axes, [end if math.isinf(end) else min(end, CUT) for end in ends], width)


def _draw_share(
    axes: Axes, y: float, share: tuple[float, float, float], mark: Mark, row: int, column: str
) -> None:
    """Draw the band up to the target, the bar of a value and the tick of the target.

    A hollow mark is a value that the target is not about: it gets no bar.
    """
    value, lower, _ = share
    length = value if math.isfinite(value) else lower
    axes.barh(y, 100, height=0.2, color=BAND, zorder=1)
    gid = mark_name(row, column)
    later = mark.colour == LATER.colour
    if math.isfinite(length) and not mark.hollow:
        bar = gid if not later or length > CUT else None
        axes.barh(y, min(length, CUT), height=0.09, color=mark.colour, zorder=1.5, gid=bar)
    if length > CUT:
        look = {"size": SMALL, "color": mark.colour, "ha": "right", "va": "bottom"}
        axes.text(CUT, y - 0.06, f"{length:.0f}%", **look)
        arrow = mark if mark.hollow else mark._replace(size=0)
        interval(axes, y, CUT, CUT, math.inf, arrow, gid=gid if mark.hollow else None)
    elif later:
        interval(axes, y, *share, mark, gid=gid)
    axes.plot([100, 100], [y - 0.14, y + 0.14], color=TARGET.colour, linewidth=1.4, zorder=1.6)
    target = mark_name(row, "target_figure_id")
    interval(axes, y, 100, 100, 100, TARGET._replace(size=5.5), gid=target)


def _units(lists: CodeLists, rows: Sequence[Row], language: str) -> tuple[list[int], list[str]]:
    """Power of ten of each row's numbers, and the line that names its place and unit."""
    scales = [
        unit_text(lists, [float_of(row["target_level"])], str(row["unit_measure"]), language)
        for row in rows
    ]
    places = series_detail(lists, rows, language)
    return [power for power, _ in scales], joined(language, places, [unit for _, unit in scales])


def _values(
    lists: CodeLists,
    rows: Sequence[Row],
    powers: Sequence[int],
    language: str,
    role: str,
    ids: str,
    prefix: str,
    mark: Mark | None = None,
) -> Column:
    """Column of the printed values of a role, with their periods below."""
    printed = [
        NO_VALUE if pd.isna(row[ids]) else figure_text(lists, str(row[ids]), language, power=power)
        for row, power in zip(rows, powers, strict=True)
    ]
    broken = [
        text("series_break", language) if row.get(f"{prefix}comparability") == "series_break" else ""
        for row in rows
    ]
    when = [period_text(row[f"{prefix}period"], language) for row in rows]
    width = 0.78 if language == "en" else 0.68
    return Column(text(role, language), printed, mark, width, joined(language, when, broken))


@drawing()
def required_and_past_growth(
    growth: pd.DataFrame,
    lists: CodeLists,
    *,
    language: str = "en",
    name: str = "required-and-past-growth",
    ax: "Axes | Sequence[Axes] | None" = None,
) -> Chart:
    """Draw the annual growth that each target requires beside the growth so far.

    Parameters
    ----------
    growth : DataFrame
        From `targets.annual_growth_table`. Targets for which nothing can be computed are left out.
    lists : CodeLists
    language : {"en", "zh"}
    name : str
        File name without ending.
    ax : Axes or sequence of Axes, optional
        Where to draw, one for growth in per cent, one for change in points; by default on a page
        of its own.

    Returns
    -------
    Chart
    """
    shown = growth["quantity"].isin([*GROWTH, "growth_ratio"]) & (growth["status"] == "ok")
    rows = sourced(growth[shown], lists, "required-and-past-growth")
    cells = dicts(rows)
    rows["label"] = [series_label(lists, row, language) for row in cells]
    rows["written"] = [rate_text(row, "", _unit(row), language) for row in cells]
    places = series_detail(lists, cells, language)
    targets: dict[str, dict[str, dict[str, Any]]] = {}
    for number, (row, place) in enumerate(zip(dicts(rows), places, strict=True)):
        own = row | {"number": number, "place": place}
        targets.setdefault(row["target_figure_id"], {})[row["quantity"]] = own
    rated = [own for own in targets.values() if own.keys() & GROWTH.keys()]
    first = [next(row for one, row in own.items() if one in GROWTH) for own in rated]
    bands = []
    units = [one for one in FACTORS if one in {_unit(row) for row in first}]
    for axes, unit in zip(axes_of(ax, len(units)) if units else (), units, strict=True):
        part = [(own, row) for own, row in zip(rated, first, strict=True) if _unit(row) == unit]
        columns = []
        for one in [*GROWTH, "growth_ratio"]:
            found = [own.get(one) for own, _ in part]
            written = [NO_VALUE if row is None else str(row["written"]) for row in found]
            spans = ["" if row is None or one not in GROWTH else _years(row) for row in found]
            width = 0.84 if one in GROWTH else 0.62
            columns.append(Column(text(one, language), written, GROWTH.get(one), width, spans))
        title = "growth_compound" if unit == "FRACTION" else "growth_points"
        plan = forest(
            [axes],
            [str(row["label"]) for _, row in part],
            columns,
            details=[str(row["place"]) for _, row in part],
            titles=[(text(title, language), None)],
            label_width=1.85,
            guides=False,
        )
        rates = [row for own, _ in part for one, row in own.items() if one in GROWTH]
        scale(axes, [FACTORS[unit] * end for row in rates for end in ends_of(row)], plan.band.width)
        for y, (own, _) in zip(plan.y, part, strict=True):
            shift = DODGE if "past_growth" in own else 0.0
            for one, mark in GROWTH.items():
                if one in own:
                    at = y + (shift if one == "past_growth" else -shift)
                    value, lower, upper = (FACTORS[unit] * end for end in ends_of(own[one]))
                    gid = mark_name(own[one]["number"])
                    interval(axes, at, value, lower, upper, mark, gid=gid)
        bands.append(plan.band)
    said = [text(str(one), language) for one in rows["quantity"]]
    return finish(
        "required-and-past-growth",
        "required_growth",
        rows.drop(columns="written"),
        bands,
        ax=ax,
        name=name,
        language=language,
        lists=lists,
        listed=zip(joined(language, rows["label"], said), rows["written"], strict=True),
        notes=[interval_note(rows, language)],
        n=len(rated),
        past=int((rows["quantity"] == "past_growth").sum()),
    )


def _unit(row: Row) -> str:
    if row["unit"] == "ratio":
        return "RATIO"
    return "PERCENTAGE_POINT" if str(row["unit"]).startswith("percentage") else "FRACTION"


def _years(row: Row) -> str:
    return f"{str(row['from_period'])[:4]}→{str(row['to_period'])[:4]}"


@drawing()
def milestones(
    paths: pd.DataFrame,
    lists: CodeLists,
    *,
    language: str = "en",
    name: str = "milestone-paths",
    ax: "Axes | Sequence[Axes] | None" = None,
) -> Chart:
    """Draw the milestones of every series as steps, one panel each: a level holds until the next.

    Parameters
    ----------
    paths : DataFrame
        From `targets.milestone_paths`. A year without a milestone is marked, not drawn as zero.
    lists : CodeLists
    language : {"en", "zh"}
    name : str
        File name without ending.
    ax : Axes or sequence of Axes, optional
        Where to draw, one for each series; by default on a page of its own.

    Returns
    -------
    Chart

    Examples
    --------
    >>> from ecstats import charts, intervals, labels, targets
    >>> lists = labels.load_code_lists()
    >>> figures = intervals.with_bounds(lists.figures, indicators=lists.indicators)
    >>> chart = charts.milestones(targets.milestone_paths(figures, lists.indicators), lists)
    >>> len(chart.axes)
    11
    """
    rows = sourced(paths, lists, "milestone-paths")
    rows["label"] = [series_label(lists, row, language) for row in dicts(rows)]
    rows["written"] = [
        text("none_set", language) if pd.isna(one) else figure_text(lists, str(one), language)
        for one in rows["figure_id"]
    ]
    panels = [part for _, part in rows.groupby(SERIES, sort=False, dropna=False)]
    places = [entity_or_area(lists, dicts(part)[0], language) for part in panels]
    several = len(set(places)) > 1
    axes = axes_of(ax, len(panels)) if panels else []
    above = []
    for axis, part, place in zip(axes, panels, places, strict=True):
        above.append(_draw_path(axis, part, lists, language, place if several else ""))
    bands = []
    for start in range(0, len(axes), PANELS):
        shown = axes[start : start + PANELS]
        empty = (PANELS - len(shown)) * (PANEL_WIDTH + PANEL_GUTTER)
        head = max(above[start : start + PANELS])
        bands.append(
            Band(shown, 0.0, empty, head, PANEL_HEIGHT, line_height(SMALL), PANEL_GUTTER)
        )
    return finish(
        "milestone-paths",
        "milestones",
        rows,
        bands,
        ax=ax,
        name=name,
        language=language,
        lists=lists,
        place=places[0] + text("colon", language) if places and not several else "",
        listed=[
            (
                str(part["label"].iloc[0]),
                text("comma", language).join(
                    f"{year} {written}"
                    for year, written in zip(part["year"], part["written"], strict=True)
                ),
            )
            for part in panels
        ],
        n=int((rows["state"] == "stated").sum()),
        series=len(panels),
    )


def _draw_path(
    axes: Axes, part: pd.DataFrame, lists: CodeLists, language: str, place: str
) -> float:
    """Draw one series with its heading; return the height of the heading in inches."""
    first = dicts(part)[0]
    known = part[part["level"].notna()]
    power, unit = unit_text(lists, known["level"], str(first["unit_measure"]), language)
    if pd.notna(first["per"]):
        unit += text("per", language, unit=text(f"per_{first['per']}", language))
    heading = wrap(str(first["label"]), PANEL_WIDTH, LABEL)
    below = wrap(text("comma", language).join(filter(None, (place, unit))), PANEL_WIDTH, SMALL)
    above = text_height(heading, LABEL) + text_height(below, SMALL) + 0.04
    look = {"ycoords": "axes fraction"}
    write(axes, 0, 1, heading, dy=above, **look)
    write(axes, 0, 1, below, SMALL, dy=above - text_height(heading, LABEL), color=MUTED, **look)

    years = [int(year) for year in part["year"]]
    colour = tint(TARGET.colour)
    steps = {"drawstyle": "steps-post", "color": colour, "linewidth": 1.4, "errorbar": None}
    sns.lineplot(known.astype({"year": int}), x="year", y="level", ax=axes, legend=False, **steps)
    axes.set(xlabel="", ylabel="", xlim=(min(years) - 0.45, max(years) + 0.45))
    axes.set_xticks(years, [str(year) for year in years])
    axes.tick_params(axis="x", length=0, pad=3)
    axes.set_yticks([])
    axes.spines["bottom"].set_color(BAND_DARK)
    highest = float(known["level"].max()) if len(known) else 0.0
    room = line_height(SMALL) + 0.1
    axes.set_ylim(0, (highest or 1.0) * PANEL_HEIGHT / (PANEL_HEIGHT - room))
    for number, year, row in zip(part.index, years, dicts(part), strict=True):
        missing = pd.isna(row["level"])
        written = (
            text("none_set", language)
            if missing
            else figure_text(lists, str(row["figure_id"]), language, power=power)
        )
        axes.annotate(
            written,
            (year, 0 if missing else row["level"]),
            xytext=(0, 4 if missing else 7),
            textcoords="offset points",
            ha="center",
            va="bottom",
            size=SMALL,
            color=MUTED if missing else INK,
        )
        if not missing:
            level = float(row["level"])
            interval(
                axes, level, year, year, year, TARGET._replace(size=6.5), gid=mark_name(number)
            )
    return above


@drawing()
def attainment(
    outcomes: pd.DataFrame,
    lists: CodeLists,
    *,
    language: str = "en",
    name: str = "attainment",
    ax: Axes | None = None,
) -> Chart:
    """Draw values published later as a share of the target, with the verdict beside them.

    Parameters
    ----------
    outcomes : DataFrame
        From `targets.attainment`.
    lists : CodeLists
    language : {"en", "zh"}
    name : str
        File name without ending.
    ax : Axes, optional
        Where to draw; by default on a page of its own.

    Returns
    -------
    Chart

    Examples
    --------
    >>> from ecstats import charts, intervals, labels, targets
    >>> lists = labels.load_code_lists()
    >>> figures = intervals.with_bounds(lists.figures, indicators=lists.indicators)
    >>> outcomes = targets.attainment(figures, lists.indicators, lists.published_values)
    >>> charts.attainment(outcomes, lists).title
    '2 of 8 targets are known to be met'
    """
    place = outcomes.groupby(["ref_area", "indicator_id"], sort=False, observed=True).ngroup()
    table = outcomes.assign(place=place).sort_values(["place", "target_year"], kind="stable")
    excluded = [_excluded(lists, row) for row in dicts(table)]
    ids = [None if one is None else str(one["value_id"]) for one in excluded]
    table = table.drop(columns="place").assign(excluded_id=pd.array(ids, dtype="string"))
    rows = sourced(table, lists, "attainment")
    cells = dicts(rows)
    rows["label"] = [series_label(lists, row, language) for row in cells]
    rows["outcome_written"] = [_outcome(row, language) for row in cells]
    bands = []
    if cells:
        (axes,) = axes_of(ax)
        powers, details = _units(lists, cells, language)
        shown = [
            row | {"shown_id": row["value_id"] or row["excluded_id"], "period": row["period"]}
            for row in cells
        ]
        found = _values(
            lists, shown, powers, language, "published_value", "shown_id", "", LATER
        )
        notes = [
            note if one is None else _why(one, row, language)
            for note, one, row in zip(found.notes, excluded, cells, strict=True)
        ]
        verdicts = [_qualified(row, language) for row in cells]
        ids_of_targets = ("target", "target_figure_id", "target_", TARGET)
        plan = forest(
            [axes],
            list(rows["label"]),
            [
                found._replace(notes=notes, width=1.15),
                _values(lists, cells, powers, language, *ids_of_targets),
                Column(
                    text("verdict", language),
                    list(rows["outcome_written"]),
                    width=1.1,
                    notes=verdicts,
                ),
            ],
            details=details,
            titles=[(text("share_of_target", language), None)],
            label_width=1.75,
            guides=False,
        )
        shares = [
            _share(row if one is None else _level(one, row), "")
            for one, row in zip(excluded, cells, strict=True)
        ]
        _scale_shares(axes, shares, plan.band.width)
        for number, (y, share, one) in enumerate(zip(plan.y, shares, excluded, strict=True)):
            column = "value_id" if one is None else "excluded_id"
            _draw_share(axes, y, share, LATER._replace(hollow=one is not None), number, column)
        bands.append(plan.band)
    outcome = rows["outcome"]
    return finish(
        "attainment",
        "attainment",
        rows,
        bands,
        ax=ax,
        name=name,
        language=language,
        lists=lists,
        listed=zip(_dated(rows, language), rows["outcome_written"], strict=True),
        notes=[text("bullets_note", language, cut=CUT)],
        n=len(rows),
        met=int((outcome == "met").sum()),
        open=int(outcome.isin(["open", "not_met"]).sum()),
        unknown=int((outcome == "not_established").sum()),
    )


def _outcome(row: Row, language: str) -> str:
    """Outcome, and how sure it is where a value decides."""
    sure = str(row["verdict"])
    words = [text(f"outcome_{row['outcome']}", language)]
    if sure in ("certain", "possible", "impossible"):
        words.append(text(sure, language))
    return text("comma", language).join(words)


def _excluded(lists: CodeLists, row: Row) -> dict[str, Any] | None:
    """Newest value of the indicator that decides nothing, for a target without a deciding one."""
    if not pd.isna(row["value_id"]):
        return None
    series = ("indicator_id", "ref_area", "unit_measure")
    values = by_id(lists, "published_values").values()
    own = [one for one in values if all(str(one[name]) == row[name] for name in series)]
    return max(own, key=lambda one: str(one["time_period"]), default=None)


def _why(value: Row, row: Row, language: str) -> str:
    """Period of a value that decides nothing, and why it does not."""
    kind = str(value["comparability"])
    if kind not in ("unproven", "definition_differs"):
        late = float_of(value["year"]) > float_of(row["target_year"])
        kind = "after_due" if late else "part_of_year"
    when = period_text(value["time_period"], language)
    return when + text("comma", language) + text(kind, language)


def _level(value: Row, row: Row) -> dict[str, Any]:
    level = value["base_value"]
    return {"target_level": row["target_level"], "value": level, "lower": level, "upper": level}


def _qualified(row: Row, language: str) -> str:
    """By which count a target was met, or when it was reached that no value in time decides."""
    if row["outcome"] == "met" and row["series_break"]:
        return text("met_after_break", language)
    if row["outcome"] == "met" or pd.isna(row["first_met"]):
        return ""
    return text("reached_by", language, period=period_text(row["first_met"], language))


@drawing()
def progress_rules(
    progress: pd.DataFrame,
    lists: CodeLists,
    *,
    language: str = "en",
    name: str = "progress-rules",
    ax: "Axes | Sequence[Axes] | None" = None,
) -> Chart:
    """Draw targets by rule: every class that the printed digits allow, side by side.

    Parameters
    ----------
    progress : DataFrame
        From `targets.progress`. Targets to which no rule applies are left out.
    lists : CodeLists
    language : {"en", "zh"}
    name : str
        File name without ending.
    ax : Axes or sequence of Axes, optional
        Where to draw, one for each rule; by default on a page of its own.

    Returns
    -------
    Chart
        An arrow turns from down (the worst class of its rule) to up (the best).

    Examples
    --------
    >>> from ecstats import charts, intervals, labels, targets
    >>> lists = labels.load_code_lists()
    >>> figures = intervals.with_bounds(lists.figures, indicators=lists.indicators)
    >>> classes = targets.progress(figures, lists.indicators, lists.published_values)
    >>> len(charts.progress_rules(classes, lists).axes)
    7
    """
    target = progress["target_figure_id"]
    rows = sourced(progress[target.isin(target[progress["applies"]])], lists, "progress-rules")
    cells = dicts(rows)
    rows["label"] = [series_label(lists, row, language) for row in cells]
    rows["classes"] = [text("or", language).join(_classes(row, language)) for row in cells]
    rules = list(dict.fromkeys(rows["rule"]))
    periods = [period_text(row["target_period"], language) for row in cells]
    details = joined(language, series_detail(lists, cells, language), periods)
    targets = rows.assign(detail=details).drop_duplicates("target_figure_id")
    ids = list(targets["target_figure_id"])
    bands = []
    if rules:
        label_width = 1.45
        axes = axes_of(ax, len(rules))
        width = Band(axes, left=label_width + GUTTER).width - ARROW_ROOM
        entries = [[wrap(one, width, SMALL) for one in _classes(row, language)] for row in cells]
        heights = [sum(map(_entry_height, lines)) for lines in entries]
        highest = pd.Series(heights).groupby(rows["target_figure_id"]).max()
        plan = forest(
            axes,
            list(targets["label"]),
            details=list(targets["detail"]),
            titles=[(text(rule, language), None) for rule in rules],
            label_width=label_width,
            ticks=False,
            guides=False,
            heights=[float(highest[one]) for one in ids],
        )
        for axis in axes:
            axis.set(xlim=(0, plan.band.width), xticks=[])
        for number, row in enumerate(cells):
            y = plan.y[ids.index(row["target_figure_id"])] - heights[number] / 2
            _draw_classes(axes[rules.index(row["rule"])], y, row, entries[number], number)
        bands.append(plan.band)
    return finish(
        "progress-rules",
        "rules",
        rows,
        bands,
        ax=ax,
        name=name,
        language=language,
        lists=lists,
        listed=zip(
            joined(language, _dated(rows, language), [text(str(one), language) for one in rows["rule"]]),
            rows["classes"],
            strict=True,
        ),
        notes=[text("rules_note", language)],
        n=len(ids),
        rules=len(rules),
        blank=int((~rows["applies"].astype(bool)).sum()),
    )


def _classes(row: Row, language: str) -> list[str]:
    if not row["applies"]:
        return [text("not_applicable", language)]
    return [text(one, language) for one in str(row["statuses"]).split(";") if one]


def _entry_height(lines: str) -> float:
    return text_height(lines, SMALL) + 0.03


def _draw_classes(axes: Axes, y: float, row: Row, entries: Sequence[str], number: int) -> None:
    """Write the classes of a cell, each with an arrow that says how good it is."""
    classes = str(row["statuses"]).split(";") if row["applies"] else [""] * len(entries)
    ranked = RULES[str(row["rule"])].statuses
    for place, (one, lines) in enumerate(zip(classes, entries, strict=True)):
        judged = one in ranked
        if judged:
            merit = ranked.index(one) / (len(ranked) - 1)
            arrow = ARROW.transformed(Affine2D().rotate_deg(-180 * (1 - merit)))
            axes.plot(
                [0.06],
                [y + 0.5 * line_height(SMALL)],
                marker=arrow,
                markersize=9,
                markerfacecolor=MERITS[round(merit * (len(MERITS) - 1))],
                markeredgecolor="none",
                clip_on=False,
                gid=None if place else mark_name(number),
            )
        room, colour = (ARROW_ROOM, INK) if judged else (0.0, MUTED)
        write(axes, 0, y, lines, SMALL, dx=room, color=colour)
        y += _entry_height(lines)
