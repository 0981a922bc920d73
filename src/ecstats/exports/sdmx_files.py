"""The figures for statistics offices: SDMX-CSV, and the structures it refers to as SDMX-ML 2.1.

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
- SDMX 2.1 has one measure: the upper value of a range is an attribute of the observation.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import sdmx
from sdmx.message import Header, StructureMessage
from sdmx.model import common, v21

from ecstats import __version__
from ecstats.exports import readme
from ecstats.exports.contents import Table, days
from ecstats.labels import LANGUAGES, code_name, text
from ecstats.labels.words import words

__all__ = ["FLOWS", "SDMX_LISTS", "files", "frequency", "rescaled", "sdmx_period"]

AGENCY, VERSION = "ECSTATS", "1.0"
NOT_APPLICABLE = "_Z"


class Flow(NamedTuple):
    """A dataflow: its table, and the columns of the table that are its dimensions."""

    table: str
    dimensions: tuple[str, ...]
    timed: bool = True


_LEDGER = ("source_id", "obs_kind", "indicator_id", "ref_area", "entity_id", "per", "unit_measure")
FLOWS = {
    "QUOTED_FIGURES": Flow("quoted_figures", _LEDGER),
    "UNDATED_FIGURES": Flow("quoted_figures", _LEDGER, timed=False),
    "PUBLISHED_VALUES": Flow(
        "published_values", ("indicator_id", "ref_area", "entity_id", "unit_measure")
    ),
}
# Code lists of the package by component: the table with the names, or none for an enumeration.
_CODE_LISTS = {
    "SOURCE_ID": ("CL_SOURCE", "sources"),
    "INDICATOR_ID": ("CL_INDICATOR", "indicators"),
    "REF_AREA": ("CL_AREA", "areas"),
    "ENTITY_ID": ("CL_ENTITY", "entities"),
    "UNIT_MEASURE": ("CL_UNIT_MEASURE", "units"),
    "OBS_KIND": ("CL_OBS_KIND", ""),
    "PER": ("CL_PER", ""),
    "BOUND": ("CL_BOUND", ""),
    "PERIOD_BASIS": ("CL_PERIOD_BASIS", ""),
    "GROWTH_BASIS": ("CL_GROWTH_BASIS", ""),
    "COMPARABILITY": ("CL_COMPARABILITY", ""),
    "CONFIDENCE": ("CL_CONFIDENCE", ""),
}
# Columns of the package that may be empty although they are dimensions.
_OPTIONAL = ("ENTITY_ID", "PER")
# Lists of SDMX, by component: id, version, and the codes that occur here.
SDMX_LISTS = {
    "OBS_STATUS": ("CL_OBS_STATUS", "2.0", ("A", "B", "D", "U", "V")),
    "UNIT_MULT": ("CL_UNIT_MULT", "1.0", ("0", "1", "2", "3", "4", "6", "9", "12", "15")),
    "FREQ": ("CL_FREQ", "2.0", ("A", "S", "Q", "M", "D")),
}
_STATUS = {"series_break": "B", "definition_differs": "D", "unproven": "V"}
# Data types of components that are no text; those of columns by the type of the column.
_TYPES = {
    "number": "decimal", "integer": "integer", "TIME_PERIOD": "observationalTimePeriod",
    "OCCURRENCE": "integer", "PRINTED_VALUE": "decimal", "PRINTED_VALUE_UPPER": "decimal",
    "PRINTED_UNIT_MULT": "integer",
}  # fmt: skip
Names = dict[str, str]


def files(tables: Sequence[Table], about: readme.About) -> dict[str, bytes]:
    """Content of a file per dataflow, and of the structures in both languages.

    References
    ----------
    SDMX Technical Working Group, *SDMX-CSV field guide*, versions 2.0.0 and 2.1; *SDMX-ML:
    schema and documentation*, version 2.1.
    """
    held = {table.name: table for table in tables}
    lists = _code_lists(held)
    concepts = _maintained(v21.ConceptScheme, "CONCEPTS", _names("sdmx_CONCEPTS"))
    message = StructureMessage(
        header=Header(
            id=f"ECSTATS-{__version__.replace('.', '-')}",
            test=False,
            prepared=readme.stamp().replace(tzinfo=UTC),
            sender=v21.Agency(id=AGENCY),
        )
    )
    for scheme in (concepts, *lists.values()):
        message.add(scheme)
    found = {}
    for id, flow in FLOWS.items():
        if flow.table not in held:
            continue
        structure = _structure(id, flow, held[flow.table], concepts, lists)
        message.add(structure)
        message.add(
            _maintained(v21.DataflowDefinition, id, _names(f"sdmx_{id}"), structure=structure)
        )
        file = io.StringIO(newline="")
        csv.writer(file).writerows(_lines(id, flow, held[flow.table], structure, about.language))
        found[f"{id.lower()}.csv"] = file.getvalue().encode("utf-8")
    xml = sdmx.to_xml(message, pretty_print=True, xml_declaration=True, encoding="UTF-8")
    return found | {"structures.xml": xml}


def _lines(
    id: str, flow: Flow, table: Table, structure: v21.DataStructureDefinition, language: str
) -> Iterator[list[str]]:
    """Lines of SDMX-CSV with ``labels=name``: after each component a column with its name."""
    parts = [*structure.dimensions, *structure.measures, *structure.attributes]
    head = [cell for part in parts for cell in (part.id, part.concept_identity.name[language])]
    yield ["STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME", *head]
    start = ["dataflow", f"{AGENCY}:{id}({VERSION})", structure.name[language]]
    for row in _observations(flow, table):
        cells = []
        for part in parts:
            code, codes = row[part.id], part.local_representation.enumerated
            cells += [code, codes[code].name[language] if codes and code else ""]
        yield start + cells


def _structure(
    id: str,
    flow: Flow,
    table: Table,
    concepts: v21.ConceptScheme,
    lists: Mapping[str, v21.Codelist],
) -> v21.DataStructureDefinition:
    """Structure of a dataflow: dimensions, time, the measure, attributes of the observation."""
    columns = {column.name.upper(): column for column in table.columns if column.declared}
    values = [name for name in ("OBS_VALUE", "OBS_VALUE_UPPER") if name in columns]
    keys = [*map(str.upper, flow.dimensions), "OCCURRENCE"]
    placed = {*keys, *values, "TIME_PERIOD", "UNIT_MULT"}

    def component(kind: Any, name: str, **given: Any) -> Any:
        if name not in concepts:
            own = f"sdmx_{name}" in words()
            named = _names(f"sdmx_{name}") if own else columns[name].titles
            concepts.append(v21.Concept(id=name, name=named))
        if name in _CODE_LISTS or name in SDMX_LISTS:
            codes = (_CODE_LISTS | SDMX_LISTS)[name][0]
            held = v21.Representation(enumerated=lists[codes])
        else:
            type = columns[name].type if name in columns and name not in _TYPES else name
            facet = v21.Facet(value_type=v21.FacetValueType[_TYPES.get(type, "string")])
            held = v21.Representation(non_enumerated=[facet])
        return kind(id=name, concept_identity=concepts[name], local_representation=held, **given)

    structure: v21.DataStructureDefinition = _maintained(
        v21.DataStructureDefinition, id, _names(f"sdmx_{id}")
    )
    structure.dimensions.id = "DimensionDescriptor"
    structure.measures.id = "MeasureDescriptor"
    structure.attributes.id = "AttributeDescriptor"
    for order, name in enumerate(keys, 1):
        structure.dimensions.append(component(v21.Dimension, name, order=order))
    if flow.timed:
        time = component(v21.TimeDimension, "TIME_PERIOD", order=len(keys) + 1)
        structure.dimensions.append(time)
    structure.measures.append(component(v21.PrimaryMeasure, "OBS_VALUE"))
    for name in (
        *values[1:],
        "OBS_STATUS",
        *(["FREQ"] if flow.timed else []),
        "UNIT_MULT",
        *(name for name in columns if name not in placed),
        *map(_printed, values),
        "PRINTED_UNIT_MULT",
    ):
        related = v21.PrimaryMeasureRelationship()
        conditional = v21.UsageStatus.conditional
        structure.attributes.append(
            component(common.DataAttribute, name, related_to=related, usage_status=conditional)
        )
    return structure


def _observations(flow: Flow, table: Table) -> Iterator[dict[str, str]]:
    """Rows of a dataflow as text by component, in the order of the table."""
    seen: Counter[tuple[str, ...]] = Counter()
    for cells in table.cells:
        period, power = cells["time_period"], int(cells["unit_mult"])
        if bool(period) is not flow.timed:
            continue
        row = {column.upper(): cell for column, cell in cells.items()}
        row |= {column.upper(): cells[column] or NOT_APPLICABLE for column in flow.dimensions}
        row["TIME_PERIOD"] = sdmx_period(period)
        key = (*(row[column.upper()] for column in flow.dimensions), row["TIME_PERIOD"])
        seen[key] += 1
        for name in ("OBS_VALUE", "OBS_VALUE_UPPER"):
            printed = cells.get(name.lower(), "")
            row[_printed(name)] = printed
            row[name] = rescaled(printed, power)[0] if printed else ""
        by_series = _STATUS.get(cells.get("comparability", ""))
        yield row | {
            "OCCURRENCE": str(seen[key]),
            "OBS_STATUS": by_series or ("U" if cells.get("confidence") == "low" else "A"),
            "FREQ": frequency(period),
            "UNIT_MULT": rescaled(cells["obs_value"], power)[1],
            "PRINTED_UNIT_MULT": cells["unit_mult"],
        }


def _printed(name: str) -> str:
    return name.replace("OBS", "PRINTED")


def rescaled(printed: str, power: int) -> tuple[str, str]:
    """Value and unit multiplier of SDMX for printed digits and their power of ten.

    The digits stay the same and the power is the next greater one that `SDMX:CL_UNIT_MULT(1.0)`
    knows.

    Examples
    --------
    >>> rescaled("2735.8", 8)
    ('273.58', '9')
    """
    scale = next(code for code in map(int, SDMX_LISTS["UNIT_MULT"][2]) if code >= power)
    return f"{Decimal(printed).scaleb(power - scale):f}", str(scale)


def sdmx_period(period: str) -> str:
    """Write a period as an SDMX observational time period.

    Years, half years, quarters, months and days are written alike in both. A span becomes a
    time range, start and duration (ISO 8601).

    References
    ----------
    SDMX 3.0, section 6, *Technical notes*, 4.2.6 (time range).

    Examples
    --------
    >>> sdmx_period("2020-S1"), sdmx_period("2016/2020")
    ('2020-S1', '2016-01-01/P5Y')
    """
    if "/" not in period:
        return period
    start, last = days(period)
    end = last + timedelta(days=1)
    months = 12 * (end.year - start.year) + end.month - start.month
    if start.day != end.day:
        duration = f"{(end - start).days}D"
    elif months % 12:
        duration = f"{months}M"
    else:
        duration = f"{months // 12}Y"
    return f"{start.isoformat()}/P{duration}"


def frequency(period: str) -> str:
    """Code of `SDMX:CL_FREQ(2.0)` for the length of a period; empty for a span and for none."""
    if not period or "/" in period:
        return ""
    by_length = {len("2020"): "A", len("2020-03"): "M", len("2020-03-31"): "D"}
    return period[5] if period[5:6] in ("S", "Q") else by_length[len(period)]


def _names(key: str) -> Names:
    return {language: text(key, language) for language in LANGUAGES}


def _maintained(kind: Any, id: str, names: Names, **more: Any) -> Any:
    more = {"maintainer": v21.Agency(id=AGENCY), "version": VERSION} | more
    return kind(id=id, name=names, is_final=True, is_external_reference=False, **more)


def _code_lists(tables: Mapping[str, Table]) -> dict[str, v21.Codelist]:
    """Code lists by id: those of the package, and of SDMX the codes that occur here."""
    lists = {}
    for column, (id, name) in _CODE_LISTS.items():
        named: dict[str, Names] = {}
        key = column.lower()
        if name in tables:
            stem = "title" if name == "sources" else "label"
            for row in tables[name].cells:
                named[row[key]] = {one: row[f"{stem}_{one}"] for one in LANGUAGES}
        else:
            held = (table.column(key) for table in tables.values())
            for code in next((found.codes for found in held if found), ()):
                named[str(code)] = {one: code_name(key, code, one) for one in LANGUAGES}
        if column in _OPTIONAL:
            named[NOT_APPLICABLE] = _names("not_applicable")
        lists[id] = _maintained(v21.Codelist, id, _names(f"sdmx_{id}"))
        lists[id].items = {code: v21.Code(id=code, name=names) for code, names in named.items()}
    for row in tables["areas"].cells if "areas" in tables else ():
        if row["parent"]:
            areas = lists["CL_AREA"]
            areas[row["parent"]].append_child(areas[row["ref_area"]])
    for component, (id, version, codes) in SDMX_LISTS.items():
        lists[id] = _maintained(
            v21.Codelist, id, _names(f"sdmx_{component}"), version=version,
            maintainer=v21.Agency(id="SDMX"), is_partial=True,
        )  # fmt: skip
        lists[id].items = {
            code: v21.Code(id=code, name=_names(f"sdmx_{component}_{code}")) for code in codes
        }
    return lists
