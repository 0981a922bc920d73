"""The figures for statistics offices: SDMX-CSV, and the structures it refers to as SDMX-ML 2.1.

Decisions, each with its reason:

- Two dataflows for the ledger. SDMX has no empty time: figures without a period go to
  `UNDATED_FIGURES`, whose structure has no time dimension. Values published elsewhere
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

from collections.abc import Mapping, Sequence
from datetime import UTC, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

import pandas as pd
import sdmx
from sdmx.message import Header, StructureMessage
from sdmx.model import common, v21

from ecstats import __version__
from ecstats.exports.contents import About, Table, days, stamp
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
# Components with a code list of the package: of a table, or the enumeration of a column.
_TABLES = {
    "SOURCE_ID": "sources", "INDICATOR_ID": "indicators", "REF_AREA": "areas",
    "ENTITY_ID": "entities", "UNIT_MEASURE": "units",
}  # fmt: skip
_ENUMERATIONS = (
    "OBS_KIND", "PER", "BOUND", "PERIOD_BASIS", "GROWTH_BASIS", "COMPARABILITY", "CONFIDENCE",
)  # fmt: skip
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


def files(tables: Sequence[Table], about: About) -> dict[str, bytes]:
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
            prepared=stamp().replace(tzinfo=UTC),
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
        found[f"{id.lower()}.csv"] = _csv(id, flow, held[flow.table], structure, about.language)
    xml = sdmx.to_xml(message, pretty_print=True, xml_declaration=True, encoding="UTF-8")
    return found | {"structures.xml": xml}


def _csv(
    id: str, flow: Flow, table: Table, structure: v21.DataStructureDefinition, language: str
) -> bytes:
    """SDMX-CSV with ``labels=name``: after each component a column with its name."""
    rows = _observations(flow, table)
    rows["STRUCTURE"] = "dataflow"
    rows["STRUCTURE_ID"] = f"{AGENCY}:{id}({VERSION})"
    rows["STRUCTURE_NAME"] = structure.name[language]
    written = rows[["STRUCTURE", "STRUCTURE_ID", "STRUCTURE_NAME"]]
    for part in (*structure.dimensions, *structure.measures, *structure.attributes):
        codes = part.local_representation.enumerated or ()
        names = {code.id: code.name[language] for code in codes}
        written = written.assign(
            **{
                part.id: rows[part.id],
                part.concept_identity.name[language]: [names.get(c, "") for c in rows[part.id]],
            }
        )
    return written.to_csv(index=False, lineterminator="\r\n").encode("utf-8")


def _structure(
    id: str,
    flow: Flow,
    table: Table,
    concepts: v21.ConceptScheme,
    lists: Mapping[str, v21.Codelist],
) -> v21.DataStructureDefinition:
    """Structure of a dataflow: dimensions, time, the measure, attributes of the observation."""
    columns = {
        column.name.upper(): column for column in table.columns if column.name in table.cells
    }
    values = [name for name in ("OBS_VALUE", "OBS_VALUE_UPPER") if name in columns]
    keys = [*map(str.upper, flow.dimensions), "OCCURRENCE"]
    placed = {*keys, *values, "TIME_PERIOD", "UNIT_MULT"}

    def component(kind: Any, name: str, **given: Any) -> Any:
        if name not in concepts:
            own = f"sdmx_{name}" in words()
            named = _names(f"sdmx_{name}") if own else columns[name].titles
            concepts.append(v21.Concept(id=name, name=named))
        if name in lists:
            held = v21.Representation(enumerated=lists[name])
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
    attributes = [*values[1:], "OBS_STATUS", *(["FREQ"] if flow.timed else []), "UNIT_MULT"]
    attributes += [name for name in columns if name not in placed]
    for name in (*attributes, *map(_printed, values), "PRINTED_UNIT_MULT"):
        attribute = component(
            common.DataAttribute,
            name,
            related_to=v21.PrimaryMeasureRelationship(),
            usage_status=v21.UsageStatus.conditional,
        )
        structure.attributes.append(attribute)
    return structure


def _observations(flow: Flow, table: Table) -> pd.DataFrame:
    """Rows of a dataflow as text by component, in the order of the table."""
    cells = table.cells[table.cells["time_period"].ne("") == flow.timed]
    periods, powers = cells["time_period"], cells["unit_mult"].astype(int)
    rows = cells.rename(columns=str.upper)
    keys = [column.upper() for column in flow.dimensions]
    rows[keys] = rows[keys].replace("", NOT_APPLICABLE)
    rows["TIME_PERIOD"] = periods.map(sdmx_period)
    rows["OCCURRENCE"] = (rows.groupby([*keys, "TIME_PERIOD"]).cumcount() + 1).astype(str)
    rows["FREQ"] = periods.map(frequency)
    rows["OBS_STATUS"] = "A"
    if "confidence" in cells:
        doubtful = cells["confidence"].eq("low").map({True: "U", False: "A"})
        rows["OBS_STATUS"] = cells["comparability"].map(lambda code: _STATUS.get(code, "A"))
        rows["OBS_STATUS"] = rows["OBS_STATUS"].where(rows["OBS_STATUS"].ne("A"), doubtful)
    rows["PRINTED_UNIT_MULT"] = cells["unit_mult"]
    for name in ("OBS_VALUE", "OBS_VALUE_UPPER"):
        if name in rows:
            printed = rows[_printed(name)] = rows[name]
            scaled = [rescaled(*one) for one in zip(printed, powers, strict=True)]
            rows[name] = [value for value, _ in scaled]
            rows["UNIT_MULT"] = [power for _, power in scaled]
    return rows


def _printed(name: str) -> str:
    return name.replace("OBS", "PRINTED")


def rescaled(printed: str, power: int) -> tuple[str, str]:
    """Value and unit multiplier of SDMX for printed digits and their power of ten.

    The digits stay the same and the power is the next greater one that `SDMX:CL_UNIT_MULT(1.0)`
    knows.

    An empty cell has no digits, and a power all the same.

    Examples
    --------
    >>> rescaled("2735.8", 8)
    ('273.58', '9')
    """
    scale = next(code for code in map(int, SDMX_LISTS["UNIT_MULT"][2]) if code >= power)
    return f"{Decimal(printed).scaleb(power - scale):f}" if printed else "", str(scale)


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
    """Code lists by component: those of the package, and of SDMX the codes that occur here."""
    named: dict[str, dict[str, Names]] = {}
    for component, name in _TABLES.items():
        key, stem = component.lower(), "title" if name == "sources" else "label"
        rows = tables[name].cells.to_dict("records") if name in tables else []
        named[component] = {
            row[key]: {language: row[f"{stem}_{language}"] for language in LANGUAGES}
            for row in rows
        }
    enumerated = {column.name: column.codes for t in tables.values() for column in t.columns}
    for component in _ENUMERATIONS:
        key = component.lower()
        named[component] = {
            code: {language: code_name(key, code, language) for language in LANGUAGES}
            for code in enumerated.get(key, ())
        }
    for component in _OPTIONAL:
        named[component][NOT_APPLICABLE] = _names("not_applicable")
    lists = {}
    for component, codes in named.items():
        id = f"CL_{component.removesuffix('_ID').removeprefix('REF_')}"
        lists[component] = _maintained(v21.Codelist, id, _names(f"sdmx_{id}"))
        lists[component].items = {c: v21.Code(id=c, name=name) for c, name in codes.items()}
    for row in tables["areas"].cells.to_dict("records") if "areas" in tables else ():
        if row["parent"]:
            areas = lists["REF_AREA"]
            areas[row["parent"]].append_child(areas[row["ref_area"]])
    for component, (id, version, known) in SDMX_LISTS.items():
        lists[component] = _maintained(
            v21.Codelist, id, _names(f"sdmx_{component}"), version=version,
            maintainer=v21.Agency(id="SDMX"), is_partial=True,
        )  # fmt: skip
        lists[component].items = {
            code: v21.Code(id=code, name=_names(f"sdmx_{component}_{code}")) for code in known
        }
    return lists
