"""The figures in the terms of SDMX: dataflows, components, code lists, and one observation a row.

Decisions, each with its reason:

- Two dataflows for the ledger. SDMX has no empty time: figures without a period go to
  `UNDATED_FIGURES`, whose structure has no time dimension. Values published later
  are `PUBLISHED_VALUES`.
- The kind (observed, target, threshold, change) is a dimension. A target is no forecast: its
  status is A, never F. Of `PUBLISHED_VALUES` a break in the series has status B, another
  definition D, an unproven comparison V, and low confidence U.
- A key is unique in its dataflow. Where a document gives two figures for one key (it says a
  thing twice, or names two classes) they differ in OCCURRENCE, counted in reading order, so that
  a series stays a series; FIGURE_ID is an attribute. What does not apply is `_Z`.
- `CL_UNIT_MULT` knows neither 8 (亿) nor 5, 7, 10, 11: a value goes to the next greater power
  that it knows, so that no digit is added (2735.8 × 10^8 is 273.58 × 10^9). The printed digits
  and their power stay in PRINTED_VALUE and PRINTED_UNIT_MULT.
- A span of years is a time range, `2016-01-01/P5Y`. FREQ, the length of the period, is an
  attribute: a quoted figure is no regular series, and a span has no code.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from ecstats.exports.contents import Table
from ecstats.exports.periods import frequency, sdmx_period

__all__ = [
    "AGENCY",
    "CODE_LISTS",
    "FLOWS",
    "SDMX_LISTS",
    "VERSION",
    "Component",
    "Flow",
    "components",
    "observations",
    "rescaled",
]

AGENCY, VERSION = "ECSTATS", "1.0"
NOT_APPLICABLE = "_Z"
Pair = tuple[str, str]


class Component(NamedTuple):
    """A component of a structure: its role, names, and code list, or else its data type."""

    id: str
    role: str
    names: Pair
    codes: str = ""
    type: str = "String"


class Flow(NamedTuple):
    """A dataflow: names, its table, and the columns of the table that are its dimensions."""

    id: str
    names: Pair
    table: str
    key: str
    dimensions: tuple[str, ...]
    timed: bool = True


_LEDGER = ("source_id", "obs_kind", "indicator_id", "ref_area", "entity_id", "per", "unit_measure")
FLOWS = (
    Flow("QUOTED_FIGURES", ("Quoted figures", "引用数字"), "quoted_figures", "figure_id", _LEDGER),
    Flow(
        "UNDATED_FIGURES", ("Quoted figures without a period", "无时期的引用数字"),
        "quoted_figures", "figure_id", _LEDGER, timed=False,
    ),
    Flow(
        "PUBLISHED_VALUES",
        ("Values published later", "后续公布数值"),
        "published_values",
        "value_id",
        ("indicator_id", "ref_area", "unit_measure"),
    ),
)  # fmt: skip

# Code lists of the package by column: the table with the names, or none for an enumeration.
CODE_LISTS = {
    "source_id": ("CL_SOURCE", "sources"),
    "indicator_id": ("CL_INDICATOR", "indicators"),
    "ref_area": ("CL_AREA", "areas"),
    "entity_id": ("CL_ENTITY", "entities"),
    "unit_measure": ("CL_UNIT_MEASURE", "units"),
    "obs_kind": ("CL_OBS_KIND", ""),
    "per": ("CL_PER", ""),
    "bound": ("CL_BOUND", ""),
    "period_basis": ("CL_PERIOD_BASIS", ""),
    "comparability": ("CL_COMPARABILITY", ""),
    "confidence": ("CL_CONFIDENCE", ""),
}
# Lists of SDMX, by component: version, and the codes that occur here.
SDMX_LISTS: dict[str, tuple[str, str, dict[str, Pair]]] = {
    "OBS_STATUS": ("CL_OBS_STATUS", "2.0", {
        "A": ("Normal value", "正常值"),
        "B": ("Time series break", "时间序列中断"),
        "D": ("Definition differs", "定义不同"),
        "U": ("Low reliability", "可靠性低"),
        "V": ("Unvalidated value", "未验证值"),
    }),
    "UNIT_MULT": ("CL_UNIT_MULT", "1.0", {
        "0": ("Units", "个"),
        "1": ("Tens", "十"),
        "2": ("Hundreds", "百"),
        "3": ("Thousands", "千"),
        "4": ("Tens of thousands", "万"),
        "6": ("Millions", "百万"),
        "9": ("Billions", "十亿"),
        "12": ("Trillions", "万亿"),
        "15": ("Quadrillions", "千万亿"),
    }),
    "FREQ": ("CL_FREQ", "2.0", {
        "A": ("Annual", "年度"),
        "S": ("Half-yearly, semester", "半年度"),
        "Q": ("Quarterly", "季度"),
        "M": ("Monthly", "月度"),
        "D": ("Daily", "日度"),
    }),
}  # fmt: skip
_OWN_NAMES: dict[str, Pair] = {
    "OCCURRENCE": ("Occurrence", "出现次序"),
    "OBS_STATUS": ("Observation status", "观测状态"),
    "FREQ": ("Frequency", "频率"),
    "UNIT_MULT": ("Unit multiplier", "单位乘数"),
    "PRINTED_VALUE": ("Value as printed", "原文数值"),
    "PRINTED_VALUE_UPPER": ("Upper value as printed", "原文上限"),
    "PRINTED_UNIT_MULT": ("Unit multiplier as printed", "原文单位乘数"),
}
_STATUS = {"series_break": "B", "definition_differs": "D", "unproven": "V"}
_TYPES = {"number": "Decimal", "integer": "Integer"}


def components(flow: Flow, table: Table) -> list[Component]:
    """Components of a dataflow in order: dimensions, time, measures, attributes."""
    columns = {column.name: column for column in table.columns if column.declared}
    found: list[Component] = []

    def add(role: str, column: str) -> None:
        described = columns[column]
        codes = CODE_LISTS[column][0] if column in CODE_LISTS else ""
        kind = _TYPES.get(described.type, "String")
        found.append(Component(column.upper(), role, described.titles, codes, kind))

    def own(role: str, id: str, kind: str = "String") -> None:
        codes = SDMX_LISTS[id][0] if id in SDMX_LISTS else ""
        found.append(Component(id, role, _OWN_NAMES[id], codes, kind))

    for column in flow.dimensions:
        add("dimension", column)
    own("dimension", "OCCURRENCE", "Integer")
    if flow.timed:
        add("time", "time_period")
    measures = [column for column in ("obs_value", "obs_value_upper") if column in columns]
    for column in measures:
        add("measure", column)
    own("attribute", "OBS_STATUS")
    if flow.timed:
        own("attribute", "FREQ")
    own("attribute", "UNIT_MULT")
    for column in columns:
        if column not in {*flow.dimensions, *measures, "time_period", "unit_mult"}:
            add("attribute", column)
    for column in measures:
        own("attribute", column.upper().replace("OBS", "PRINTED"), "Decimal")
    own("attribute", "PRINTED_UNIT_MULT", "Integer")
    return found


def observations(flow: Flow, table: Table) -> Iterator[dict[str, str]]:
    """Rows of a dataflow as text by component, in the order of the table."""
    seen: Counter[tuple[str, ...]] = Counter()
    for cells in table.cells:
        if bool(cells["time_period"]) is not flow.timed:
            continue
        row = {column.upper(): text for column, text in cells.items()}
        for column in flow.dimensions:
            row[column.upper()] = cells[column] or NOT_APPLICABLE
        row["TIME_PERIOD"] = sdmx_period(cells["time_period"])
        key = (*(row[column.upper()] for column in flow.dimensions), row["TIME_PERIOD"])
        seen[key] += 1
        row["OCCURRENCE"] = str(seen[key])
        row["OBS_STATUS"] = _status(cells)
        row["FREQ"] = frequency(cells["time_period"])
        power = int(cells["unit_mult"])
        for column in ("obs_value", "obs_value_upper"):
            if column in cells:
                printed = cells[column]
                row[column.upper().replace("OBS", "PRINTED")] = printed
                row[column.upper()] = rescaled(printed, power)[0] if printed else ""
        row["UNIT_MULT"] = rescaled(cells["obs_value"], power)[1]
        row["PRINTED_UNIT_MULT"] = cells["unit_mult"]
        yield row


def rescaled(printed: str, power: int) -> tuple[str, str]:
    """Value and unit multiplier of SDMX for printed digits and their power of ten.

    The digits stay the same and the power is the next greater one that `SDMX:CL_UNIT_MULT(1.0)`
    knows: ``("2735.8", 8)`` gives ``("273.58", "9")``.
    """
    known = sorted(int(code) for code in SDMX_LISTS["UNIT_MULT"][2])
    scale = next(code for code in known if code >= power)
    return f"{Decimal(printed).scaleb(power - scale):f}", str(scale)


def _status(cells: Mapping[str, str]) -> str:
    by_series = _STATUS.get(cells.get("comparability", ""))
    return by_series or ("U" if cells.get("confidence") == "low" else "A")
