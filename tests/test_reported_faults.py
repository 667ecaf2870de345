"""Faults that were found by trying what users of other libraries had reported, and where each is tested.

Each stands for its whole kind: the test named goes through every rule and dtype, or every command, that it can be in.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

PRECISION: Final = "rules/test_rule_precision.py"
TRANSFORMS: Final = "rules/test_rule_transforms.py"
SWEEP: Final = "experiments/test_sweep.py"
STORE: Final = "experiments/test_store.py"
PROBE: Final = "properties/test_state_budget_and_paste.py"
COMMANDS: Final = "experiments/test_run_commands.py"

FAULTS: Final[dict[str, tuple[str, str]]] = {
    "sums in half precision stall at 2048 rows, at 256 in bfloat16": (PRECISION, "test_equal_rows_give_that_row"),
    "sums of many rows lose more than rounding": (PRECISION, "test_sums_of_many_rows"),
    "norms compared in the input's precision": (PRECISION, "test_norms_are_compared_exactly"),
    "wrong rows kept of random bfloat16 inputs": (PRECISION, "test_norms_of_random_rows"),
    "|x - median| rounded before it is compared": (PRECISION, "test_means_around_a_centre_compare_sums_exactly"),
    "the same among random near ties": (PRECISION, "test_mean_around_median_over_random_near_ties"),
    "distances compared in float64, where 2^54 and 2^54 + 1 are equal": (
        "rules/test_exact_choices.py",
        "test_choices_at_near_ties_are_those_of_the_definition",
    ),
    "decisions in the input's precision": (
        "rules/test_exact_choices.py",
        "test_decisions_are_those_on_the_same_numbers_in_float64",
    ),
    "wrong second derivatives of the geometric median": (
        TRANSFORMS,
        "test_geometric_median_of_a_triangle_twice_differentiated",
    ),
    "second derivatives of the other rules": (TRANSFORMS, "test_second_derivatives"),
    "a constant answered where the rule refuses n and f": ("exact_commands/test_admissible_sizes.py", "test_commands"),
    "a seed beyond 64 bits passes validation": (COMMANDS, "test_a_wrong_call_is_one_line_and_exits_with_2"),
    "a diverging run blames NaN rows": (COMMANDS, "test_a_diverging_run_says_at_which_step"),
    "the program for determinism does not reproduce; state that acts every fortieth call": (
        PROBE,
        "test_a_rule_with_a_memory_is_not_deterministic_and_the_program_shows_it",
    ),
    "a rule that centres its input in place passes": (PROBE, "test_centring_in_place_is_seen"),
    "only some calls modify the input": (PROBE, "test_a_modification_by_any_call_counts"),
    "callables of torch alone, and named tuples, are not tried": (PROBE, "test_tensors_in_and_tuples_out"),
    "--seconds does not bound the whole probe": (PROBE, "test_seconds_bound_everything"),
    "a run without its arrays is answered 'done'": (STORE, "test_spoilt_arrays_are_named_and_the_run_is_made_again"),
    "a damaged array's message advises what no command can do": (
        STORE,
        "test_damaged_or_missing_arrays_are_one_line",
    ),
    "a resume waits for the claim of a dead process; orphaned partial files stay": (
        STORE,
        "test_the_claims_and_half_written_files_of_a_dead_process_are_void_at_once",
    ),
    "waiting without a word": (SWEEP, "test_waiting_for_another_sweep_is_said_once"),
    "a full disk is not named": (STORE, "test_a_full_disk_is_named_and_nothing_half_written_stays"),
    "recheck reads an endless file": (
        "exact_commands/test_false_statements.py",
        "test_a_file_that_no_evidence_can_be_in_does_not_silence_the_others",
    ),
    "value, gradient and variance each in a pass of their own": (
        "experiments/test_objectives.py",
        "test_one_pass_gives_what_the_three_give",
    ),
    "a second verification computes again": ("ledger/test_waiting.py", "test_a_second_answer_is_the_first_one_read"),
    "a killed verification begins anew": ("ledger/test_waiting.py", "test_a_killed_run_goes_on_where_it_was"),
    "nothing is said where there is no terminal": ("ledger/test_waiting.py", "test_lines_tell_what_is_done_and_left"),
    "a figure fails for a rule that is not defined there": (
        "figures/test_evaluation.py",
        "test_every_run_that_a_figure_asks_for_is_admitted_in_both_sizes",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_it_has_its_test(fault: str) -> None:
    file, name = FAULTS[fault]
    assert f"\ndef {name}(" in (Path(__file__).parent / file).read_text(encoding="utf-8")
