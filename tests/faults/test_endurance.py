"""Random faults and kills at every kill point, for a minute; `tests.faults.endurance` does it for longer."""

import json
import subprocess
import sys

import pytest

from carmail_tui.delivery.states import STEPS
from tests.faults.kill_points import STEPS_WITH_NAMES

_KILLS = 150


@pytest.mark.fault(55, 60, 69)
def test_no_kill_and_no_fault_sends_twice_loses_or_hides_a_message() -> None:
    words = [sys.executable, "-m", "tests.faults.endurance", "--messages=2000", f"--kills={_KILLS}"]
    ended = subprocess.run(words, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    report = json.loads(ended.stdout)
    wrong = ("duplicates", "losses", "forgotten", "silent", "false_doubts", "unnamed_steps")
    assert {name: report[name] for name in wrong} == {name: [] for name in wrong}
    assert report["kills"] >= _KILLS
    assert not [point for point in report["never_killed_at"] if point.endswith(("commit", "accept", "dot"))]
    assert sum(report["states"].values()) == report["messages"]


def test_every_step_of_delivery_has_a_kill_point() -> None:
    of_people = {"cancel", "retry", "it_arrived", "send_again", "give_up"}
    assert {f"take {step}" for step in set(STEPS) - of_people} <= set(STEPS_WITH_NAMES)
