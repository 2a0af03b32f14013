"""The cache does not grow for ever: old files go, those in use and those of others stay, also when several clean at once."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from bot.matching.arrays import fresh_beside, keep_arrays, read_arrays
from bot.matching.forgetting import DAYS, NEWEST, forget_old

DAY = 86_400.0


def made(home: Path, name: str, days: float) -> Path:
    file = home / name
    keep_arrays(file, {"one": np.zeros(3)})
    os.utime(file, (time.time() - days * DAY,) * 2)
    return file


def test_the_newest_of_each_kind_stay_and_the_old_go(tmp_path: Path) -> None:
    kinds = ("learned-{:020x}-e5-small-ct2-1.npz", "letters-{:020x}.npz", "terms-{:020x}.npz")
    files = [[made(tmp_path, kind.format(at), at) for at in range(NEWEST + 3)] for kind in kinds]
    old = made(tmp_path / "curve", f"terms-{1:020x}.npz", DAYS + 1)
    assert forget_old(tmp_path) == len(kinds) * 3 + 1 and not old.exists()
    assert all([file.exists() for file in ages] == [True] * NEWEST + [False] * 3 for ages in files)
    assert forget_old(tmp_path) == 0


def test_what_is_in_use_is_not_old_and_what_is_not_ours_is_left(tmp_path: Path) -> None:
    used = made(tmp_path, f"letters-{1:020x}.npz", DAYS + 5)
    unused = made(tmp_path, f"letters-{2:020x}.npz", DAYS + 5)
    others = [made(tmp_path, name, DAYS * 9) for name in ("vectors.npz", "letters-mine.npz", "learned.npz")]
    read_arrays(used)
    assert forget_old(tmp_path) == 1 and used.exists() and not unused.exists()
    assert all(file.exists() for file in others)


def test_models_of_earlier_releases_go_when_nobody_has_used_them_for_long(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in ("e5-small-ct2-1-0123456789ab", "e5-small-ct2-1-0123456789ab-2", "e5-small-ct2-mine")]
    for folder in folders:
        made(folder, "model.bin.npz", 0)
        os.utime(folder, (time.time() - (DAYS + 2) * DAY,) * 2)
    os.utime(folders[1])
    assert forget_old(tmp_path) == 1 and [folder.exists() for folder in folders] == [False, True, True]


def test_half_written_files_go_after_a_day(tmp_path: Path) -> None:
    fresh, left = (made(tmp_path, fresh_beside(tmp_path / f"terms-{at:020x}.npz").name, at * 2) for at in range(2))
    assert forget_old(tmp_path) == 1 and fresh.exists() and not left.exists()


def test_several_processes_may_clean_at_once(tmp_path: Path) -> None:
    for at in range(60):
        made(tmp_path, f"terms-{at:020x}.npz", DAYS + 1)
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(forget_old, [tmp_path] * 8)) == 60
    assert not list(tmp_path.iterdir()) and forget_old(tmp_path / "nowhere") == 0
