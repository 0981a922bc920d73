"""Charts: one function per kind, data in, `Chart` out.

Every function takes a table of the library and a `Lookup` (labels and origins of the ids), and
returns a `Chart`: the picture with its caption, source line and alt text, and the rows drawn.
`save` writes it as SVG, PNG and CSV.
"""

from ecstats.plots.accountability import accountability_matrix
from ecstats.plots.attainment import attainment
from ecstats.plots.chart import Chart, save, to_csv, to_png, to_svg
from ecstats.plots.clusters import changes_by_entity, cluster_dots
from ecstats.plots.consistency import consistency_verdicts
from ecstats.plots.evidence import evidence_matrix
from ecstats.plots.growth import growth_intervals, quoted_and_derived_growth
from ecstats.plots.ledger import figures_by_kind, mention_coverage
from ecstats.plots.lookup import Lookup, figure_text, load_lookup, quantity
from ecstats.plots.milestones import milestone_paths
from ecstats.plots.numbers import format_interval, format_value, step_of, step_of_interval
from ecstats.plots.origins import source_line, with_quotes
from ecstats.plots.pace import required_and_past_pace
from ecstats.plots.progress import progress_rules
from ecstats.plots.targets import target_bullets

__all__ = [
    "Chart",
    "Lookup",
    "accountability_matrix",
    "attainment",
    "changes_by_entity",
    "cluster_dots",
    "consistency_verdicts",
    "evidence_matrix",
    "figure_text",
    "figures_by_kind",
    "format_interval",
    "format_value",
    "growth_intervals",
    "load_lookup",
    "mention_coverage",
    "milestone_paths",
    "progress_rules",
    "quantity",
    "quoted_and_derived_growth",
    "required_and_past_pace",
    "save",
    "source_line",
    "step_of",
    "step_of_interval",
    "target_bullets",
    "to_csv",
    "to_png",
    "to_svg",
    "with_quotes",
]
