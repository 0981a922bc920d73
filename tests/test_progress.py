"""The published rules reproduce the published cases, and say where they do not apply."""

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

from ecstats import progress
from ecstats.errors import InputError
from ecstats.intervals import Interval, quoted_interval
from ecstats.progress.points import points_of
from ecstats.progress.rules import RULES, scaling, un_growth_grade
from ecstats.progress.statuses import possible_statuses

VECTORS = json.loads(
    (Path(__file__).parent / "vectors" / "progress.json").read_text(encoding="utf-8")
)


def cases(method):
    found = [vector for vector in VECTORS if vector["method"] == method]
    assert found, method
    return found


def one(method):
    (vector,) = cases(method)
    return vector["inputs"], vector["expected"]


def code(label):
    return label.lower().replace(" ", "_")


def test_statistics_canada_cases():
    vectors = cases("statcan_progress")
    assert len(vectors) == 125
    given_ = pd.DataFrame([vector["inputs"] for vector in vectors]).drop(columns="series")
    expected = pd.DataFrame([vector["expected"] for vector in vectors])
    answer = progress.judge(
        "eurostat_family",
        given_["base_value"],
        given_["base_year"],
        given_["current_value"],
        given_["current_year"],
        given_["target"],
        given_["target_year"],
        direction=given_["direction"],
        limit=given_["limit"],
    )
    assert answer["applies"].all()
    np.testing.assert_allclose(answer["value"], expected["progress_value"], rtol=0, atol=1e-9)
    np.testing.assert_allclose(answer["score"], expected["score"], rtol=0, atol=1e-9)
    assert answer["status"].tolist() == expected["status"].tolist()


@pytest.mark.parametrize("vector", cases("statcan_limit_scaling"), ids=lambda v: v["id"])
def test_limit_scaling(vector):
    inputs = vector["inputs"]
    scale = limit_scaling(inputs["base"], inputs["limit"], inputs["direction"])
    assert scale == pytest.approx(vector["expected"]["C"], abs=1e-12)


def limit_scaling(baseline, limit, direction=1):
    return scaling(*(np.array(value, dtype=float) for value in (baseline, limit, direction)))


def test_limit_scaling_against_and_without_a_limit():
    assert limit_scaling(90, 100, -1) == 1
    assert limit_scaling(90, np.nan) == 1
    # Mirrored above a minimum: 110 is as far above 100 as 90 is below.
    assert limit_scaling(110, 100, -1) == pytest.approx(float(limit_scaling(90, 100)))
    assert limit_scaling([200, 250], 100, -1).tolist() == [1, 1]


def test_at_the_limit_keeping_it_is_substantial_and_falling_back_is_not():
    answer = progress.judge("eurostat_family", 100, 2015, [100, 99], 2020, limit=100)
    assert answer["status"].tolist() == ["substantial_progress", "deterioration"]
    assert answer["score"].iloc[0] == 5
    assert answer["score"].iloc[1] == pytest.approx(125 * (0.99 ** (1 / 5) - 1) - 2.5)


def test_two_negative_levels_flip_the_sign():
    # A deficit that grows from 10 to 12 although more is better.
    answer = progress.judge("eurostat_family", -10, 2015, -12, 2020)
    assert answer["value"].item() == pytest.approx(-(1.2 ** (1 / 5) - 1))
    assert answer["status"].item() == "deterioration"


def six(method):
    inputs, expected = one(method)
    keys = ("base", "base_year", "current", "current_year", "target", "target_year")
    return [inputs[key] for key in keys], inputs["direction"], expected


def test_un_progress_chart():
    arguments, direction, expected = six("un_progress_chart_with_target")
    answer = progress.judge("un_progress_chart", *arguments, direction=direction)
    assert answer["value"].item() == pytest.approx(expected["ratio"], abs=1e-9)
    assert answer["score"].item() == expected["score"]
    assert answer["status"].item() == "fair_progress"


@pytest.mark.parametrize("vector", cases("un_progress_chart_no_target"), ids=lambda v: v["id"])
def test_un_growth_grade(vector):
    growth = vector["inputs"]["cagr"]
    assert un_growth_grade(np.array(growth)) + 1 == vector["expected"]["score"]


def test_un_progress_chart_without_a_target():
    answer = progress.judge("un_progress_chart", 1, 2020, [0.97, 0.99, 1.0], 2021, direction=-1)
    assert answer["score"].tolist() == [3, 2, 1]
    np.testing.assert_allclose(answer["value"], [0.03, 0.01, 0])


def test_un_progress_chart_counts_a_met_target_whatever_the_trend():
    answer = progress.judge("un_progress_chart", 120, 2020, 110, 2023, 100, 2025)
    assert answer["score"].item() == 3
    assert np.isnan(answer["value"].item())


def test_un_progress_chart_does_not_project_a_share_past_its_limit():
    arguments = 50, 2015, 90, 2020, 95, 2025
    assert progress.judge("un_progress_chart", *arguments)["score"].item() == 3
    capped = progress.judge("un_progress_chart", *arguments, limit=100)
    assert not capped["applies"].item()
    assert capped["reason"].item() == "passes_limit"


def test_sdsn_trend():
    arguments, direction, expected = six("sdsn_linear_trend")
    answer = progress.judge("sdsn_trend", *arguments, direction=direction)
    assert answer["value"].item() == pytest.approx(expected["ratio"])
    assert answer["status"].item() == code(expected["label"])


def test_sdsn_edges():
    answer = progress.judge("sdsn_trend", 0, 2020, [-1, 0, 1, 2, 9], 2022, [4, 4, 4, 4, 4], 2024)
    # Required 1 a year, so that 2 after two years is exactly the required rate.
    expected = ["decreasing", "stagnating", "moderately_improving", "on_track", "on_track"]
    assert answer["status"].tolist() == expected
    assert answer["value"].iloc[2] == 0.5


def test_unescap_current_status():
    inputs, expected = one("unescap_current_status")
    answer = progress.judge(
        "unescap_current_status", inputs["I_0"], 2020, inputs["I_cv"], 2023, inputs["TV"], 2025
    )
    assert answer["value"].item() == pytest.approx(expected["CS"], abs=1e-9)
    assert answer["status"].item() == code(expected["label"])


def test_unescap_anticipated_progress_predicts_by_compound_growth():
    inputs, expected = one("unescap_anticipated")
    answer = progress.judge(
        "unescap_anticipated_progress", inputs["I_0"], 2020, 121.0, 2023, inputs["TV"], 2025
    )
    assert answer["value"].item() == pytest.approx(expected["AP"], abs=1e-9)
    assert answer["status"].item() == code(expected["label"])


def test_unescap_anticipated_progress_of_a_share_stays_below_its_limit():
    arguments = 40, 2015, 97, 2024, 99.9, 2030
    answer = progress.judge("unescap_anticipated_progress", *arguments, limit=100)
    odds = 97 / 3 * ((97 / 3) / (40 / 60)) ** (6 / 9)
    predicted = 100 * odds / (1 + odds)
    assert 97 < predicted < 100
    assert answer["value"].item() == pytest.approx(10 * (predicted - 40) / (99.9 - 40))
    beyond = progress.judge(
        "unescap_anticipated_progress", 40, 2015, 101, 2024, 99.5, 2030, limit=100
    )
    assert not beyond["applies"].item()
    assert beyond["reason"].item() == "beyond_limit"


def test_germany():
    inputs, expected = one("germany_dns_weather")
    values, left = inputs["last_six"], inputs["target_year_steps"]
    answer = progress.judge(
        "germany_trend", values[0], 2018, values[-1], 2023, inputs["target"], 2023 + left
    )
    assert answer["value"].item() == pytest.approx(expected["miss_share_of_gap"], abs=1e-9)
    assert answer["status"].item() == expected["symbol"]


def test_germany_classes():
    goals, left = np.array([40, 60, 60, 60]), np.array([1, 3, 2.8, 1])
    answer = progress.judge("germany_trend", 0, 2020, 30, 2023, goals, 2023 + left)
    assert answer["status"].tolist() == ["sun", "sun", "slightly_cloudy", "cloud"]
    falling = progress.judge("germany_trend", 30, 2020, 0, 2023, [40, 0], 2028)
    # The second target is already met, but the trend threatens it.
    assert falling["status"].tolist() == ["thunderstorm", "slightly_cloudy"]
    few = progress.judge("germany_trend", 0, 2021, 30, 2023, goals, 2028)
    assert set(few["reason"]) == {"few_annual_values"}


SOUND = {
    "baseline": 100.0, "baseline_year": 2020, "current": 121.0, "current_year": 2023,
    "target": 150.0, "target_year": 2025,
}  # fmt: skip
WITH_TARGET = [
    "eurostat_family",
    "un_progress_chart",
    "sdsn_trend",
    "unescap_current_status",
    "unescap_anticipated_progress",
]


@pytest.mark.parametrize("rule", WITH_TARGET)
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"current_year": 2020}, "one_observation"),
        ({"target_year": 2020}, "target_not_after_baseline"),
        ({"current_year": 2026}, "after_target_year"),
        ({"baseline": np.nan}, "no_two_observations"),
        ({"current": None}, "no_two_observations"),
        ({"target": 100.0, "current": 90.0}, "is_baseline|met_at_baseline"),
        ({"direction": np.nan}, "no_direction"),
    ],
)
def test_what_a_rule_does_not_cover_is_an_answer(rule, change, code):
    answer = progress.judge(rule, **SOUND | change)
    if rule == "sdsn_trend" and "target" in change:
        assert answer["status"].item() == "decreasing"  # this rule does cover falling back
        return
    assert not answer["applies"].item()
    assert re.search(code, answer["reason"].item())
    assert answer[["value", "score", "status"]].isna().all(axis=None)


@pytest.mark.parametrize("rule", WITH_TARGET)
def test_zero_and_negative_levels_never_give_an_infinite_value(rule):
    levels = [0.0, -5.0, 100.0, 0.0]
    answer = progress.judge(
        rule, levels, 2020, [1.0, 5.0, 0.0, 0.0], 2023, [150.0, 150.0, 150.0, 0.0], 2025
    )
    assert np.isfinite(answer.loc[answer["applies"], "value"].dropna()).all()
    assert answer.loc[~answer["applies"], "value"].isna().all()
    if rule not in ("sdsn_trend", "unescap_current_status"):
        assert not answer["applies"].any()
        assert answer["reason"].eq("level_changes_sign").all()


@pytest.mark.parametrize("rule", WITH_TARGET)
def test_a_missing_target(rule):
    answer = progress.judge(rule, **SOUND | {"target": np.nan})
    needed = rule not in ("eurostat_family", "un_progress_chart")
    assert answer["applies"].item() is not needed
    if needed:
        assert answer["reason"].item() == "no_target"


@pytest.mark.parametrize("rule", WITH_TARGET)
def test_malformed_input_is_refused(rule):
    with pytest.raises(InputError, match="not numeric"):
        progress.judge(rule, **SOUND | {"current": "many"})
    with pytest.raises(InputError, match="lengths differ"):
        progress.judge(rule, **SOUND | {"current": [1.0, 2.0], "target": [1.0, 2.0, 3.0]})
    with pytest.raises(InputError, match="valid: 1"):
        progress.judge(rule, **SOUND | {"direction": 2})
    with pytest.raises(InputError, match="infinite"):
        progress.judge(rule, **SOUND | {"target": np.inf})
    with pytest.raises(InputError, match="one-dimensional"):
        progress.judge(rule, **SOUND | {"current": [[1.0, 2.0]]})


@pytest.mark.parametrize("rule", WITH_TARGET)
def test_empty_input_gives_an_empty_table(rule):
    answer = progress.judge(rule, [], [], [], [], [], [])
    assert answer.empty
    assert list(answer) == ["value", "score", "status", "applies", "reason"]


def test_integer_series_with_missing_values():
    years = pd.Series([2020, pd.NA], dtype="Int64")
    answer = progress.judge("sdsn_trend", [1.0, 1.0], years, 2.0, 2022, 3.0, 2024)
    assert answer["applies"].tolist() == [True, False]


# ---------------------------------------------------------------- what intervals allow


def floats(bounds):
    return Interval(float(bounds.lower), float(bounds.upper), bounds.lower_open, bounds.upper_open)


def test_ratio_counts_the_shared_baseline_once():
    inputs, expected = one("ratio_R_interval_dependency")
    answer = possible_statuses(
        "eurostat_family",
        floats(quoted_interval(inputs["base"])), 0,
        floats(quoted_interval(inputs["current"])), inputs["years"][0],
        inputs["target"], inputs["years"][1],
    )  # fmt: skip
    found = answer[["value_lower", "value_upper"]].iloc[0]
    np.testing.assert_allclose(found, expected["corner_interval"], atol=1e-6)
    assert answer["statuses"].item() == "moderate_progress"


def allowed(rule, baseline, current, target, **more):
    answer = possible_statuses(rule, baseline, 2020, current, 2023, target, 2025, **more)
    return answer["statuses"].item() if answer["applies"].item() else answer["reason"].item()


def test_an_interval_across_the_target_may_have_reached_it():
    near = Interval(149.0, 151.0, True, True)
    base = Interval(99.5, 100.5, False, True)
    assert allowed("eurostat_family", base, near, 150) == "substantial_progress;target_achieved"
    assert allowed("un_progress_chart", base, near, 150) == "met_or_on_track"


def test_an_open_end_at_the_target_has_not_reached_it():
    base = Interval(99.5, 100.5, False, True)
    assert allowed("eurostat_family", base, Interval(140.0, 150.0, True, True), 150) == (
        "substantial_progress"
    )
    closed = Interval(140.0, 150.0, True, False)
    assert allowed("eurostat_family", base, closed, 150) == "substantial_progress;target_achieved"


def test_one_sided_figures():
    base = Interval(99.5, 100.5, False, True)
    over = Interval(150.0, np.inf, True, True)
    answer = possible_statuses("eurostat_family", base, 2020, over, 2023, 150, 2025)
    assert answer["statuses"].item() == "target_achieved"
    assert answer["value_lower"].item() == pytest.approx(
        (1.5 / 1.005) ** (1 / 3) / ((1.5 / 1.005) ** (1 / 5) - 1)
        - 1 / ((1.5 / 1.005) ** (1 / 5) - 1), rel=1e-9,
    )  # fmt: skip
    assert answer["value_upper"].item() == np.inf
    assert answer["value_lower_open"].item()
    assert answer["value_upper_open"].item()
    assert allowed("sdsn_trend", over, base, 150) == "one_sided_baseline"


def test_a_bound_word_cannot_lift_a_share_over_its_limit():
    base, many = Interval(39.5, 40.5, False, True), Interval(80.0, np.inf, False, True)
    answer = possible_statuses(
        "unescap_anticipated_progress", base, 2015, many, 2024, 90, 2030, limit=100
    )
    assert answer["statuses"].item() == "will_meet_target"
    assert answer["value_upper"].item() == 10


def test_a_target_within_the_rounding_of_the_baseline_is_not_judged():
    base = Interval(99.5, 100.5, False, True)
    assert allowed("eurostat_family", base, Interval(99.0, 100.0), 100.2) == "target_near_baseline"
    assert allowed("eurostat_family", base, Interval(110.0, 112.0), 100.2) == "target_achieved"


def test_a_box_that_is_partly_out_of_range_says_so():
    base = Interval(-0.5, 0.5, False, True)
    found = allowed("eurostat_family", base, Interval(2.0, 2.0), 10)
    assert found.endswith("not_computable")
    assert found != "not_computable"


def test_an_unknown_rule_names_the_nearest():
    with pytest.raises(InputError, match="'sdsn_trend'"):
        possible_statuses("sdsn", Interval(1, 1), 2020, Interval(2, 2), 2023, 3, 2025)


LEVEL = st.floats(10, 1000)
WIDTH = st.floats(0, 0.2)


@settings(max_examples=100, deadline=None)
@given(
    rule=st.sampled_from(sorted(RULES)),
    levels=st.tuples(LEVEL, LEVEL, LEVEL),
    widths=st.tuples(WIDTH, WIDTH),
    direction=st.sampled_from([1, -1]),
    years=st.tuples(st.integers(1, 6), st.integers(0, 5)),
    seed=st.integers(0, 2**32 - 1),
)
def test_no_sample_of_the_box_leaves_the_possible_classes(
    rule, levels, widths, direction, years, seed
):
    (base, current, target), (wide_base, wide_current) = levels, widths
    start = Interval(base, base * (1 + wide_base))
    end = Interval(current, current * (1 + wide_current))
    then, goal = 2020 + years[0], 2020 + years[0] + years[1]
    more = {"direction": direction, "limit": None}
    answer = possible_statuses(rule, start, 2020, end, then, target, goal, **more)
    if not answer["applies"].item():
        assert answer["reason"].item()
        return
    random = np.random.default_rng(seed)
    bases = random.uniform(start.lower, start.upper, 200)
    currents = random.uniform(end.lower, end.upper, 200)
    points = points_of(bases, 2020, currents, then, target, goal, direction)
    verdict = RULES[rule].judge(points)
    names = set(answer["statuses"].item().split(";"))
    assert {status or "not_computable" for status in verdict.status} <= names
    low, high = answer["value_lower"].item(), answer["value_upper"].item()
    values = verdict.value[~np.isnan(verdict.value)]
    if not np.isnan(low):
        # Elsewhere an extremum along the baseline may lie between the points judged.
        exact = direction > 0 and end.upper < target
        slack = 1e-12 * max(abs(low), abs(high)) if exact else 0.05 * (high - low) + 1e-9
        assert (values >= low - slack).all()
        assert (values <= high + slack).all()
