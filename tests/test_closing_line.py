from __future__ import annotations

from tests.closing_line import closing_line


def test_sums_runs() -> None:
    runs = [
        "..\n3 passed in 1.50s\n",
        "x\n===== 1 failed, 2 passed, 4 deselected in 62.25s (0:01:02) =====\n",
    ]
    assert closing_line(runs, failed=True) == "1 failed, 5 passed in 63.75s"


def test_a_run_that_never_closed_is_an_error() -> None:
    assert closing_line(["3 passed in 1.00s", "Segmentation fault"]) == "3 passed, 1 errors in 1.00s"


def test_a_failed_stage_without_tests_is_an_error() -> None:
    assert closing_line(["3 passed in 1.00s"], failed=True) == "3 passed, 1 errors in 1.00s"
    assert closing_line(["3 passed in 1.00s"]) == "3 passed in 1.00s"
