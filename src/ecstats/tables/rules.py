"""Rules of the tables that join several columns of a row, which a Table Schema cannot state."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal

Cells = Mapping[str, str]
Faults = Iterator[tuple[str, str]]


def row_faults(name: str, cells: Cells) -> Faults:
    """Faults of one row of the table `name`, as pairs of column and reason.

    Every cell must already hold to its own declaration.
    """
    for column in ("time_period", "date_published"):
        if cells.get(column):
            yield from _period(column, cells[column])
    if "bound" in cells:
        yield from _bounds(cells)
    if name in _RULES:
        yield from _RULES[name](cells)


def _period(column: str, text: str) -> Faults:
    ends = text.split("/")
    for end in ends:
        if len(end) == len("2020-01-31"):
            try:
                date.fromisoformat(end)
            except ValueError:
                yield column, f"{end!r} is not a day of the calendar"
    if len(ends) > 1 and _not_before(*ends):
        yield column, f"{text!r} ends before it begins; valid: '{ends[1]}/{ends[0]}'"


def _not_before(first: str, last: str) -> bool:
    # Within a year only periods of one form can be compared: 2020-Q4 and 2020-12 cannot.
    forms = {re.sub("[0-9]", "0", end) for end in (first, last)}
    comparable = first[:4] != last[:4] or len(forms) == 1
    return comparable and first >= last


def _bounds(cells: Cells) -> Faults:
    upper = cells.get("obs_value_upper", "")
    if cells["bound"] == "range" and not upper:
        column = "obs_value_upper" if "obs_value_upper" in cells else "bound"
        yield column, "a range needs an upper value; it is empty"
    if upper and cells["bound"] != "range":
        yield "bound", f"{cells['bound']!r} does not fit the upper value {upper}; valid: 'range'"
    if upper and Decimal(upper) <= Decimal(cells["obs_value"]):
        yield "obs_value_upper", f"{upper} is not above obs_value {cells['obs_value']}"


def _quoted_figure(cells: Cells) -> Faults:
    written = cells["as_written"]
    if cells["figure_id"].rpartition("-")[0] != cells["source_id"]:
        valid = f"'{cells['source_id']}-NNN'"
        yield "figure_id", f"{cells['figure_id']!r} is of another source; valid: {valid}"
    yield from _span(cells)
    if written not in cells["quote"]:
        yield "quote", f"{cells['quote']!r} does not contain as_written {written!r}"
    if (cells["period_basis"] == "none") != (cells["time_period"] == ""):
        valid = "'none'" if cells["time_period"] == "" else "'stated' or 'inferred'"
        yield "period_basis", f"{cells['period_basis']!r} does not fit time_period; valid: {valid}"
    change = cells["obs_kind"] == "change"
    if change != bool(cells["reference"]):
        reason = "a change needs one" if change else "only a change has one"
        yield "reference", f"{cells['reference']!r} does not fit obs_kind: {reason}"
    later = cells["reference"].split("/")[-1], cells["time_period"].split("/")[-1]
    if cells["reference"][:1].isdigit() and cells["time_period"] and _not_before(*later):
        reason = f"is not before time_period {cells['time_period']!r}"
        yield "reference", f"{cells['reference']!r} {reason}"
    if cells["unit_measure"] == "PERCENTAGE_POINT" and not change:
        yield "unit_measure", "'PERCENTAGE_POINT' measures a change; valid for a level: 'PERCENT'"
    repeated = cells["repeats"]
    if repeated and (
        repeated >= cells["figure_id"] or repeated.rpartition("-")[0] != cells["source_id"]
    ):
        yield "repeats", f"{repeated!r} is not an earlier row of the same source"


def _span(cells: Cells) -> Faults:
    valid = int(cells["start"]) + len(cells["as_written"])
    if int(cells["end"]) != valid:
        yield "end", f"{cells['end']} does not fit start and as_written; valid: {valid}"


def _mention(cells: Cells) -> Faults:
    yield from _span(cells)
    if (cells["disposition"] == "figure") != bool(cells["figure_id"]):
        reason = "a figure names its row, anything else none"
        yield "figure_id", f"{cells['figure_id']!r} does not fit disposition: {reason}"


def _indicator(cells: Cells) -> Faults:
    if cells["limit"] and cells["measure"] not in ("share", "rate"):
        yield "limit", f"{cells['limit']} limits a {cells['measure']}; valid: share or rate"
    if cells["indicator_id"] in cells["not_comparable_with"].split(";"):
        yield "not_comparable_with", f"{cells['indicator_id']!r} names itself"


def _published_value(cells: Cells) -> Faults:
    if not (cells["ref_area"] or cells["entity_id"]):
        yield "ref_area", "is empty; valid: an area, or an entity in the column entity_id"


_RULES: Mapping[str, Callable[[Cells], Faults]] = {
    "quoted_figures": _quoted_figure,
    "mentions": _mention,
    "indicators": _indicator,
    "published_values": _published_value,
}
