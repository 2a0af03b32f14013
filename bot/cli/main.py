"""Gather the commands, and turn our own exceptions into one plain line and an exit code."""

from __future__ import annotations

import sys

import typer

from bot.cli import (
    ask,
    chat,
    check,
    data,
    desk,
    diff,
    doctor,
    evaluate,
    exchange,
    gaps,
    laws,
    links,
    mask,
    new_municipality,
    package,
    path,
    reading,
    report,
    reviewed,
    tickets,
    train,
)
from bot.errors import UndringError
from bot.logs import configure_logs
from bot.wording import say

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help=say("cli"))
for name, command in (
    ("ask", ask.ask),
    ("chat", chat.chat),
    ("check", check.check),
    ("desk", desk.desk),
    ("diff", diff.diff),
    ("doctor", doctor.doctor),
    ("evaluate", evaluate.evaluate),
    ("export", exchange.export),
    ("gaps", gaps.gaps),
    ("import", exchange.import_),
    ("laws", laws.laws),
    ("links", links.links),
    ("list", reading.list_entries),
    ("mask", mask.mask),
    ("new-municipality", new_municipality.new_municipality),
    ("package", package.package),
    ("path", path.path),
    ("report", report.report),
    ("reviewed", reviewed.reviewed),
    ("reviews", reviewed.reviews),
    ("schema", reading.schema),
    ("show", reading.show),
    ("tickets", tickets.tickets),
    ("train", train.train),
):
    app.command(name, help=say(f"cli_{name}"))(command)
app.add_typer(data.app, name="data")


def main() -> None:
    """Run the command line; faults end with what to do, on the last line, and exit code 1."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    configure_logs("error")
    try:
        app()
    except UndringError as error:
        print(str(error), file=sys.stderr)
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
