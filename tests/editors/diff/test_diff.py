"""What a change does to the answers: graded, sampled, between folders and revisions, and fit for a comment."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.main import app
from bot.editors.diff.comparing import Answer, Difference, _different, known_questions
from bot.editors.diff.content import Edit
from bot.editors.diff.report import MOST_ROWS, as_markdown
from bot.editors.diff.sides import layers_in, side
from bot.editors.evaluation.measures import Asked
from bot.editors.evaluation.questions import Question
from bot.errors import UndringError
from bot.guide.guide import Guide
from bot.guide.loader import load_guide
from tests.conftest import entry_text

FILE = "knowledge/national/duties/{}.yaml"


def written(home: Path, **texts: str) -> Path:
    for name, text in texts.items():
        path = home / FILE.format(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return home


def asked(outcome: str, *ranked: str, accept: tuple[str, ...] = ("a",), danger: bool = False) -> Asked:
    return Asked(Question("hva", accept, ""), outcome, ranked, 0.5, 2, 1.0, danger)


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        (asked("answer", "b"), asked("answer", "a"), "better"),
        (asked("answer", "a"), asked("answer", "b"), "worse"),
        (asked("answer", "a"), asked("choices", "a", "b"), "worse"),
        (asked("choices", "b", "a"), asked("choices", "a", "b"), "changed"),
        (asked("nothing", "a"), asked("choices", "a"), "better"),
        (asked("nothing"), asked("answer", "b"), "worse"),
        (asked("nothing", accept=()), asked("answer", "b", accept=()), "worse"),
        (asked("answer", "b", accept=()), asked("nothing", accept=()), "better"),
        (asked("answer", "a", danger=True), asked("answer", "a"), "worse"),
        (asked("answer", "a"), asked("answer", "a"), None),
        (asked("nothing", "a"), asked("nothing", "b"), None),
    ],
)
def test_better_worse_or_only_other(before: Asked, after: Asked, change: str | None) -> None:
    assert [one.change for one in _different([before], [after])] == ([change] if change else [])


def test_a_comment_cannot_be_broken_by_a_question(guide: Guide) -> None:
    nothing, found = Answer("nothing", None, False), Answer("answer", "meldeplikt-skole", True)
    rows = [Difference(f"a | b\n<script> @alle {n}", "worse", found, nothing, ()) for n in range(MOST_ROWS + 5)]
    text = as_markdown(rows, (guide, guide), [], 99)
    table = [line for line in text.splitlines() if line.startswith("| a ")]
    assert len(table) == MOST_ROWS and all(line.replace("\\|", "").count("|") == 5 for line in table)
    assert "<script>" not in text and "@alle" not in text and "5" in text.splitlines()[-1]
    assert guide.entries["meldeplikt-skole"].title in table[0]


def test_a_comment_tells_worse_before_better_with_what_was_and_what_is(guide: Guide) -> None:
    school, nursery = Answer("answer", "meldeplikt-skole", False), Answer("choices", "meldeplikt-barnehage", False)
    rows = [
        Difference("spurt dårligere", "worse", school, nursery, ("meldeplikt-skole",)),
        Difference("spurt utenfor", "better", school, Answer("nothing", None, False), ()),
    ]
    lines = as_markdown(rows, (guide, guide), [], 7).splitlines()
    titles = [guide.entries[one].title for one in ("meldeplikt-skole", "meldeplikt-barnehage")]
    worse, better = (next(line for line in lines if line.startswith(f"| {row.question}")) for row in rows)
    assert worse.split(" | ")[1:] == [titles[0], f"valg, først: {titles[1]}", f"{titles[0]} |"]
    assert better.split(" | ")[2:] == ["intet svar", "ikke noe svar |"]
    assert lines.index(worse) < lines.index(better) and "#### Dårligere (1)" in lines and "#### Bedre (1)" in lines


def test_a_comment_tells_which_entries_were_edited_and_how(guide: Guide) -> None:
    edited = [Edit("a", "A|B", ("answer", "nn", "layer")), Edit("b", "Ny", None, True), Edit("c", "Gammel", None)]
    text = as_markdown([], (guide, guide), [*edited, *(Edit(f"x{n}", "X", ("source",)) for n in range(30))], 7)
    for line in ("- **A\\|B**: «Svaret», «Nynorsk», «Lag»", "- **Ny** er nytt", "- **Gammel** er borte"):
        assert line in text.splitlines()
    assert text.splitlines()[-1] == "- … og 13 oppslag til."


def test_all_of_what_changed_is_asked_and_a_set_sample_of_the_rest(tmp_path: Path) -> None:
    more = "\n".join(f'  - "beta utvalg {n}"' for n in range(200))
    beta = entry_text("Beta").replace("examples: [", "sectors: {}\nexamples: [")
    beta = beta[: beta.index("examples:")] + "examples:\n" + more + "\n" + beta[beta.index("answer:") :]
    old = load_guide([written(tmp_path / "old", alfa=entry_text("Alfa"), beta=beta) / "knowledge/national"])
    new = load_guide([written(tmp_path / "new", alfa=entry_text("Alfa", examples=14), beta=beta) / "knowledge/national"])
    found = {one.text for one in known_questions(old, new, [Question("Alfa", ("x",), "")])}
    assert {f"Alfa spørsmål {n}" for n in range(14)} <= found
    assert 0 < sum(text.startswith("beta utvalg") for text in found) < 60
    assert sum(text.startswith("beta utvalg") for text in (one.text for one in known_questions(old, new, [], True))) == 200


def git(home: Path, *words: str) -> None:
    names = ["-c", "user.name=a", "-c", "user.email=a@b.no", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", "-C", str(home), *names, *words], check=True, capture_output=True)


def test_a_revision_is_read_without_touching_the_clone(tmp_path: Path) -> None:
    clone = written(tmp_path / "clone", alfa=entry_text("Alfa"))
    git(clone, "init", "-q")
    git(clone, "add", ".")
    git(clone, "commit", "-qm", "a")
    written(clone, beta=entry_text("Beta"))
    layers = [clone / "knowledge" / "national"]
    with side("HEAD", layers) as old, side(str(clone), layers) as new:
        assert (list(old.entries), list(new.entries)) == (["alfa"], ["alfa", "beta"])
    assert (
        subprocess.run(["git", "-C", str(clone), "status", "--porcelain"], capture_output=True, check=True).stdout.split()[0]
        == b"??"
    )


@pytest.mark.parametrize("name", ["finnes-ikke", "--output=x", "HEAD"])
def test_a_side_that_is_not_there(tmp_path: Path, name: str) -> None:
    layers = [written(tmp_path, alfa=entry_text("Alfa")) / "knowledge/national"]
    with pytest.raises(UndringError), side(name, layers):
        pass
    assert sorted(path.name for path in tmp_path.iterdir()) == ["knowledge"]


def test_a_side_with_faults_or_nothing_says_which(tmp_path: Path) -> None:
    layers = [written(tmp_path / "a", alfa="title: [") / "knowledge/national"]
    (tmp_path / "tom").mkdir()
    for name in ("a", "tom"):
        with pytest.raises(UndringError, match=name), side(str(tmp_path / name), layers):
            pass


def test_layers_keep_their_order(tmp_path: Path) -> None:
    for name in ("national", "drammen", "schema"):
        (tmp_path / "knowledge" / name / ("duties" if name != "schema" else "x")).mkdir(parents=True)
    assert [path.name for path in layers_in(tmp_path, ["national", "drammen"])] == ["national", "drammen"]
    assert [path.name for path in layers_in(tmp_path, ["annen"])] == ["national", "drammen"]
    assert layers_in(tmp_path / "knowledge" / "schema", ["national"]) == []


def test_the_command_tells_what_a_new_entry_does(tmp_path: Path) -> None:
    old = written(tmp_path / "old", alfa=entry_text("Alfa"))
    new = written(tmp_path / "new", alfa=entry_text("Alfa"), beta=entry_text("Beta"))
    (tmp_path / "q").mkdir()
    (tmp_path / "q" / "q.yaml").write_text('- {q: "Beta spørsmål 3", accept: [beta]}\n', encoding="utf-8")
    run = ["diff", str(old), str(new), "--questions", str(tmp_path / "q")]
    rows = {row["question"]: row for row in json.loads(CliRunner().invoke(app, [*run, "--json"]).stdout)}
    row = rows["Beta spørsmål 3"]
    assert (row["change"], row["new"]["entry"], row["accept"]) == ("better", "beta", ["beta"])
    same = CliRunner().invoke(app, ["diff", str(old), str(old), "--questions", str(tmp_path / "q"), "--json"])
    assert json.loads(same.stdout) == []
