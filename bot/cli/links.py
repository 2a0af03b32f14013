"""`links`: whether the guide's addresses still lead somewhere."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from datetime import date
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from bot.editors.links.addresses import Place, addresses, internal_addresses, move, users_of
from bot.editors.links.cache import keep_links, read_links
from bot.editors.links.checking import Checked, check_addresses, summary
from bot.editors.reviews.opened import open_for_links
from bot.settings import Settings, read_settings
from bot.wiring import guide_from_settings
from bot.wording import say


def links(
    json_: Annotated[bool, typer.Option("--json", help=say("cli_json"))] = False,
    fix: Annotated[bool, typer.Option("--fix", help=say("cli_links_fix"))] = False,
    anew: Annotated[bool, typer.Option("--anew", help=say("cli_links_anew"))] = False,
    opening: Annotated[bool, typer.Option("--open", help=say("cli_open"))] = False,
) -> None:
    """Ask for every address, tell which have moved or are dead, and exit 1 when any is dead."""
    settings = read_settings()
    guide = guide_from_settings(settings)
    places, internal = addresses(settings.KNOWLEDGE), internal_addresses(guide)
    found = _checked([one for one in places if one not in internal], settings, anew)
    found |= {one: Checked("internal") for one in places if one in internal}
    dead = [one for one, checked in found.items() if checked.state == "dead"]
    if opening:
        users = {one: {place.entry for place in places[one] if place.entry} | users_of(guide, one) for one in dead}
        open_for_links(settings.KNOWLEDGE, [(entry, one) for one in dead for entry in sorted(users[one])])
    fixed = {
        one: move(places[one], one, checked.goal or one) for one, checked in found.items() if fix and checked.state == "moved"
    }
    if json_:
        rows = [_row(one, checked, places[one], bool(fixed.get(one))) for one, checked in sorted(found.items())]
        print(json.dumps(rows, ensure_ascii=False))
    else:
        _show(found, places, fixed)
    raise typer.Exit(1 if dead else 0)


def _checked(wanted: list[str], settings: Settings, anew: bool) -> dict[str, Checked]:
    cache, today = settings.CACHE / "links.json", date.today()
    known = {} if anew else read_links(cache, today)
    asked = [one for one in wanted if one not in known]
    with Progress(console=Console(stderr=True), transient=True) as bars:
        bar = bars.add_task(say("links_asking"), total=len(asked))
        fresh = asyncio.run(check_addresses(asked, told=lambda address, checked: bars.update(bar, advance=1)))
    keep_links(cache, fresh, today)
    return {one: known[one] for one in wanted if one in known} | fresh


def _row(address: str, checked: Checked, places: list[Place], fixed: bool) -> dict[str, object]:
    return {"address": address, **asdict(checked), "fixed": fixed, "places": [asdict(place) for place in places]}


def _show(found: dict[str, Checked], places: dict[str, list[Place]], fixed: dict[str, int]) -> None:
    words = {"moved": say("link_moved"), "dead": say("link_dead"), "unsure": say("link_unsure")}
    for address, checked in sorted(found.items()):
        if checked.state not in words:
            continue
        for place in places[address]:
            detail = checked.goal or checked.why or checked.status
            print(f"{place.file}:{place.line}: {words[checked.state]}: {address} ({detail})")
    counts = summary(found)
    numbers = {state: counts.get(state, 0) for state in ("ok", "redirected", "moved", "dead", "unsure", "internal", "robots")}
    print(say("links_count", fixed=sum(fixed.values()), **numbers))
