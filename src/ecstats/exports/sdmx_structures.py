"""The structures of the SDMX export as an SDMX-JSON 2.0 structure message."""

from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any

from ecstats import __version__
from ecstats.exports import readme
from ecstats.exports.code_names import CODE_NAMES
from ecstats.exports.contents import LANGUAGES, Table
from ecstats.exports.sdmx_model import (
    AGENCY,
    CODE_LISTS,
    NOT_APPLICABLE,
    SDMX_LISTS,
    VERSION,
    Component,
    Flow,
    components,
)

__all__ = ["code_names", "message"]

SCHEMA = (
    "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/structure-message/tools/"
    "schemas/2.0.0/sdmx-json-structure-schema.json"
)
Json = dict[str, Any]
Pair = tuple[str, str]
Codes = Mapping[str, Pair]

_STEMS = {"sources": "title"}
_LIST_NAMES: dict[str, Pair] = {
    "CL_SOURCE": ("Documents", "文件"),
    "CL_INDICATOR": ("Indicators", "指标"),
    "CL_AREA": ("Areas", "地区"),
    "CL_ENTITY": ("Entities", "主体"),
    "CL_UNIT_MEASURE": ("Units of measure", "计量单位"),
    "CL_OBS_KIND": ("Kinds of figures", "数字类别"),
    "CL_PER": ("Units that a figure applies to", "数字对应的单位"),
    "CL_BOUND": ("Interval", "界限"),
    "CL_PERIOD_BASIS": ("Bases of periods", "时期依据"),
    "CL_COMPARABILITY": ("Comparability", "可比性"),
    "CL_CONFIDENCE": ("Confidence", "可信度"),
    "CL_OBS_STATUS": ("Observation status", "观测状态"),
    "CL_UNIT_MULT": ("Unit multiplier", "单位乘数"),
    "CL_FREQ": ("Frequency", "频率"),
}
_NOT_APPLICABLE = ("Not applicable", "不适用")
# Dimensions that need not apply to a figure.
_OPTIONAL = ("entity_id", "per")
CONCEPTS = "CONCEPTS"


def code_names(tables: Mapping[str, Table], language: str) -> dict[str, dict[str, str]]:
    """Names of codes in a language, by code list."""
    place = LANGUAGES.index(language)
    lists = _own_lists(tables) | {id: codes for id, _, codes in SDMX_LISTS.values()}
    return {id: {code: pair[place] for code, pair in codes.items()} for id, codes in lists.items()}


def message(flows: Sequence[Flow], tables: Mapping[str, Table], about: readme.About) -> Json:
    """Build the structure message: code lists, concepts, data structures and dataflows."""
    place = LANGUAGES.index(about.language)
    parts = {flow.id: components(flow, tables[flow.table]) for flow in flows}
    concepts = {part.id: part.names for flow in reversed(flows) for part in parts[flow.id]}
    lists = [_code_list(AGENCY, id, VERSION, codes, place, tables if id == "CL_AREA" else {})
             for id, codes in _own_lists(tables).items()]  # fmt: skip
    lists += [
        _code_list("SDMX", id, version, codes, place, {}) | {"isPartial": True}
        for id, version, codes in SDMX_LISTS.values()
    ]
    return {
        "meta": {
            "schema": SCHEMA,
            "id": f"ECSTATS-{__version__.replace('.', '-')}",
            "test": False,
            "prepared": readme.stamp().replace(tzinfo=UTC).isoformat(),
            "contentLanguages": [about.language, *(x for x in LANGUAGES if x != about.language)],
            "sender": {"id": AGENCY},
        },
        "data": {
            "codelists": lists,
            "conceptSchemes": [
                _maintained(AGENCY, CONCEPTS, VERSION, ("Concepts", "概念"), place)
                | {"concepts": [{"id": id, **_named(n, place)} for id, n in concepts.items()]}
            ],
            "dataStructures": [
                _maintained(AGENCY, flow.id, VERSION, flow.names, place)
                | {"dataStructureComponents": _structure(parts[flow.id])}
                for flow in flows
            ],
            "dataflows": [
                _maintained(AGENCY, flow.id, VERSION, flow.names, place)
                | {"structure": _urn("datastructure.DataStructure", flow.id)}
                for flow in flows
            ],
        },
    }


def _own_lists(tables: Mapping[str, Table]) -> dict[str, Codes]:
    lists: dict[str, Codes] = {}
    for column, (id, name) in CODE_LISTS.items():
        codes: dict[str, Pair] = dict(CODE_NAMES.get(column, {}))
        if name in tables:
            stem = _STEMS.get(name, "label")
            codes = {
                row[column]: (row[f"{stem}_en"], row[f"{stem}_zh"]) for row in tables[name].cells
            }
        if column in _OPTIONAL:
            codes[NOT_APPLICABLE] = _NOT_APPLICABLE
        lists[id] = codes
    return lists


def _code_list(
    agency: str, id: str, version: str, codes: Codes, place: int, tables: Mapping[str, Table]
) -> Json:
    areas = tables["areas"].cells if tables else ()
    parents = {row["ref_area"]: row["parent"] for row in areas if row["parent"]}
    return _maintained(agency, id, version, _LIST_NAMES[id], place) | {
        "codes": [
            {"id": code, **_named(names, place)}
            | ({"parent": parents[code]} if code in parents else {})
            for code, names in codes.items()
        ]
    }


def _structure(parts: Sequence[Component]) -> Json:
    by_role = {role: [part for part in parts if part.role == role] for role in
               ("dimension", "time", "measure", "attribute")}  # fmt: skip
    dimensions: Json = {
        "id": "DimensionDescriptor",
        "dimensions": [
            _component(part) | {"position": place}
            for place, part in enumerate(by_role["dimension"])
        ],
    }
    for time in by_role["time"]:
        dimensions["timeDimension"] = _component(time) | {
            "localRepresentation": {"format": {"dataType": "ObservationalTimePeriod"}}
        }
    return {
        "dimensionList": dimensions,
        "measureList": {
            "id": "MeasureDescriptor",
            "measures": [_component(part) for part in by_role["measure"]],
        },
        "attributeList": {
            "id": "AttributeDescriptor",
            "attributes": [
                _component(part) | {"attributeRelationship": {"observation": {}}}
                for part in by_role["attribute"]
            ],
        },
    }


def _component(part: Component) -> Json:
    if part.codes:
        agency, version = next(
            (("SDMX", version) for id, version, _ in SDMX_LISTS.values() if id == part.codes),
            (AGENCY, VERSION),
        )
        held: Json = {"enumeration": _urn("codelist.Codelist", part.codes, agency, version)}
    else:
        held = {"format": {"dataType": part.type}}
    return {
        "id": part.id,
        "conceptIdentity": f"{_urn('conceptscheme.Concept', CONCEPTS)}.{part.id}",
        "localRepresentation": held,
    }


def _urn(kind: str, id: str, agency: str = AGENCY, version: str = VERSION) -> str:
    return f"urn:sdmx:org.sdmx.infomodel.{kind}={agency}:{id}({version})"


def _maintained(agency: str, id: str, version: str, names: Pair, place: int) -> Json:
    return {"id": id, "agencyID": agency, "version": version, **_named(names, place)}


def _named(names: Pair, place: int) -> Json:
    return {"name": names[place], "names": dict(zip(LANGUAGES, names, strict=True))}
