"""Charts: one function per kind, data in, `Chart` out.

Every function takes a table of the library and a `CodeLists` (labels and origins of the ids), and
returns a `Chart`: the picture with its caption, source line and alt text, and the rows drawn.
`save` writes it as SVG, PNG and CSV.
"""

from ecstats.charts.accountability import accountability_matrix
from ecstats.charts.attainment import attainment
from ecstats.charts.chart import Chart, save, to_csv, to_png, to_svg
from ecstats.charts.clusters import changes_by_entity, cluster_dots
from ecstats.charts.consistency import consistency_verdicts
from ecstats.charts.evidence import evidence_matrix
from ecstats.charts.growth import growth_intervals, quoted_and_derived_growth
from ecstats.charts.ledger import figures_by_kind, mention_coverage
from ecstats.charts.milestones import milestone_paths
from ecstats.charts.origins import source_line, with_quotes
from ecstats.charts.pace import required_and_past_pace
from ecstats.charts.progress import progress_rules
from ecstats.charts.targets import target_bullets

__all__ = [
    "Chart",
    "accountability_matrix",
    "attainment",
    "changes_by_entity",
    "cluster_dots",
    "consistency_verdicts",
    "evidence_matrix",
    "figures_by_kind",
    "growth_intervals",
    "mention_coverage",
    "milestone_paths",
    "progress_rules",
    "quoted_and_derived_growth",
    "required_and_past_pace",
    "save",
    "source_line",
    "target_bullets",
    "to_csv",
    "to_png",
    "to_svg",
    "with_quotes",
]
