"""Nothing anyone writes makes a regular expression slow: each reads a text through, not anew from each of its signs."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.fuzz.patterns import REPO, hostile


def test_no_pattern_uses_up_its_time_on_texts_of_what_it_looks_for() -> None:
    done = subprocess.run([sys.executable, "-m", "tests.fuzz.patterns"], cwd=REPO, capture_output=True, text=True, check=True)
    held = json.loads(done.stdout)
    assert held["slow"] == []
    assert held["patterns"] > 100


def test_the_texts_are_such_as_make_a_slow_pattern_slow() -> None:
    made = hostile(r'<span[^>]*class="card".*?</span>', 0, 100)
    assert any(one.count('class="card"') > 1 for one in made)
    assert any(one.startswith("." * 50) for one in hostile(r"[.!?]+\s+", 0, 100))
