"""SDMX-CSV for statistics offices, with the structures that it refers to."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from ecstats.exports import readme
from ecstats.exports.contents import LANGUAGES, Table
from ecstats.exports.sdmx_model import (
    AGENCY,
    FLOWS,
    VERSION,
    Component,
    Flow,
    components,
    observations,
)
from ecstats.exports.sdmx_structures import code_names, message

__all__ = ["NOTES", "write"]

NOTES = {
    "en": (
        "SDMX-CSV 2.0 and 2.1 (labels=name: after each component a column with its name); "
        "structures.json holds the structures as SDMX-JSON 2.0 in both languages. There is no "
        "column ACTION: its default applies (I in 2.0, M in 2.1).",
        "quoted_figures.csv has the figures with a period, undated_figures.csv those without, "
        "published_values.csv the values published later. Documents, indicators, areas, entities "
        "and units are code lists; the other tables hold no observations and are in the other "
        "formats.",
        "Unit multipliers are those of CL_UNIT_MULT: hundred millions (亿) become billions; "
        "PRINTED_VALUE and PRINTED_UNIT_MULT keep what is printed. Spans are time ranges such as "
        "2016-01-01/P5Y. Targets have status A and their own OBS_KIND; a break in series is B, "
        "another definition D, an unproven comparison V, low confidence U. OCCURRENCE counts the "
        "figures that share a key; _Z: does not apply.",
    ),
    "zh": (
        "SDMX-CSV 2.0 与 2.1（labels=name：各成分之后一列为其名称）；"
        "structures.json 以 SDMX-JSON 2.0 给出双语结构定义。"
        "不含 ACTION 列，按默认值处理（2.0 为 I，2.1 为 M）。",
        "quoted_figures.csv 为有时期的数字，undated_figures.csv 为无时期的数字，"
        "published_values.csv 为后续公布数值。文件、指标、地区、主体与单位为代码表；"
        "其余各表不含观测值，见其他格式。",
        "单位乘数取自 CL_UNIT_MULT：亿换算为十亿；PRINTED_VALUE 与 PRINTED_UNIT_MULT 保留原文。"
        "起止时期写作时间段，如 2016-01-01/P5Y。目标值的状态为 A，另以 OBS_KIND 标明；"
        "序列中断为 B，口径不同为 D，可比性未证实为 V，可信度低为 U。"
        "OCCURRENCE 为同一键值下的序号；_Z 表示不适用。",
    ),
}


def write(tables: Sequence[Table], about: readme.About, folder: Path) -> None:
    """Write a file per dataflow, the structures and the README.

    References
    ----------
    SDMX Technical Working Group, *SDMX-CSV field guide*, versions 2.0.0 and 2.1; *SDMX-JSON
    structure message*, version 2.0.0.
    """
    held = {table.name: table for table in tables}
    flows = [flow for flow in FLOWS if flow.table in held]
    names = code_names(held, about.language)
    for flow in flows:
        path = folder / f"{flow.id.lower()}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(_lines(flow, held[flow.table], names, about.language))
    structures = message(flows, held, about)
    text = json.dumps(structures, ensure_ascii=False, indent=1)
    (folder / "structures.json").write_text(text + "\n", encoding="utf-8")
    (folder / "README.txt").write_text(readme.text(about, tables), encoding="utf-8")


def _lines(
    flow: Flow, table: Table, names: Mapping[str, Mapping[str, str]], language: str
) -> Iterator[list[str]]:
    place = LANGUAGES.index(language)
    parts = components(flow, table)
    yield [
        "STRUCTURE",
        "STRUCTURE_ID",
        "STRUCTURE_NAME",
        *(cell for part in parts for cell in (part.id, part.names[place])),
    ]
    start = ["dataflow", f"{AGENCY}:{flow.id}({VERSION})", flow.names[place]]
    for row in observations(flow, table):
        yield start + [cell for part in parts for cell in (row[part.id], _name(part, row, names))]


def _name(part: Component, row: Mapping[str, str], names: Mapping[str, Mapping[str, str]]) -> str:
    return names.get(part.codes, {}).get(row[part.id], "")
