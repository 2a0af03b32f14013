"""In the Playground: the course, the guided path, and a question that one person hands over and another answers."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, expect

from tests.browser.playground import GROUP, Teams, free_port, running
from tests.serving import REPO, Running, start

pytestmark = [pytest.mark.browser, pytest.mark.playground]
TEAM = "19:fagteam@thread.v2"
QUESTION = "Hva gjør vi med skolelunsj på fredager?"
USERS = "".join(
    f"  - {{id: user-id-{at}, name: Person {at}, userPrincipleName: p{at}@example.com, givenName: Per, surname: Son,"
    f" aadObjectId: 00000000-0000-0000-0000-000000000002{at}, email: p{at}@example.com}}\n"
    for at in range(1, 6)
)
COLLEAGUE = f"""version: "0.1.1"
tenantId: 00000000-0000-0000-0000-0000000000001
bot:
  id: 00000000-0000-0000-0000-00000000000011
  name: Test Bot
currentUser:
  id: user-id-9
  name: Berit Berg
  userPrincipleName: berit@example.com
  aadObjectId: 00000000-0000-0000-0000-0000000000029
  givenName: Berit
  surname: Berg
  email: berit@example.com
users:
{USERS}personalChat:
  id: personal-chat-of-berit
groupChat:
  id: "{TEAM}"
  name: Group Chat
team:
  id: team-id
  name: My Team
  aadGroupId: 00000000-0000-0000-0000-000000000031
  channels:
    - id: channel-announcements-id
      name: Announcements
"""
"""Another person's Playground, whose group chat is the team's."""


@pytest.fixture(scope="module")
def colleague_port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def helping(colleague_port: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The service with a team that takes questions, reached where the colleague's Playground is."""
    channels = f"default={TEAM}@http://localhost:{colleague_port}/_connector|Fagteam vest"
    service = start(tmp_path_factory.mktemp("helping"), HANDOFF_CHANNELS=channels)
    yield service
    service.process.terminate()
    service.process.wait(60)


@pytest.fixture
def teams(browser: Browser, helping: Running, tmp_path: Path) -> Iterator[Teams]:
    with running(helping.url, tmp_path) as address:
        window = Teams(browser, address)
        yield window
        window.page.close()


@pytest.fixture
def colleague(
    browser: Browser, helping: Running, colleague_port: int, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Teams]:
    folder = tmp_path_factory.mktemp("colleague")
    (folder / ".m365agentsplayground.yml").write_text(COLLEAGUE, encoding="utf-8")
    with running(helping.url, folder, colleague_port) as address:
        window = Teams(browser, address)
        window.go(GROUP)
        expect(window.cards).to_have_count(1)
        yield window
        window.page.close()


def test_the_course_is_taken_and_taken_up_again(teams: Teams) -> None:
    teams.ask("hva er taushetsplikt i skolen")
    teams.ask("ta kurset")
    teams.card.get_by_label("Skole", exact=True).check()
    teams.shoot("course")
    teams.press("Start kurset")
    expect(teams.card).to_contain_text("Leksjon 1 av")
    teams.card.get_by_label("Ringer 112 eller 113", exact=True).check()
    teams.shoot("lesson")
    teams.press("Svar")
    expect(teams.card).to_contain_text("du trenger ikke spørre noen først")
    teams.shoot("lesson-answered")
    teams.press("Neste leksjon")
    expect(teams.card).to_contain_text("Leksjon 2 av")
    teams.ask("hva er taushetsplikt")
    teams.ask("kurset")
    expect(teams.card).to_contain_text("Leksjon 2 av")
    teams.shoot("course-resumed")


def way_on(step: str) -> list[str]:
    """The labels of the choices that lead soonest from a step of the path to its end."""
    steps = yaml.safe_load((REPO / "knowledge/national/paths/fra-undring-til-tiltak.yaml").read_text(encoding="utf-8"))["steps"]
    roads, seen = deque([(step, list[str]())]), {step}
    while roads:
        at, labels = roads.popleft()
        if at == "end":
            return labels
        for choice in steps[at]["choices"]:
            if choice["to"] not in seen:
                seen.add(choice["to"])
                roads.append((choice["to"], [*labels, choice["nb"]]))
    raise AssertionError("the path has no end")


def test_the_guided_path_is_walked_to_its_summary(teams: Teams) -> None:
    teams.ask("hva er taushetsplikt i skolen")
    teams.ask("start løypa")
    expect(teams.card).to_contain_text("Ikke skriv navn")
    teams.press("Nei")
    teams.shoot("path")
    for label in way_on("sett"):
        if (place := teams.card.get_by_label("Skole", exact=True)).count():
            place.check()
            teams.press("Vis steget")
        teams.press(label)
    expect(teams.card).to_contain_text("Dette valgte du")
    expect(teams.card).to_contain_text("Hvem du kan kontakte")
    teams.shoot("path-summary")


def test_a_question_is_handed_over_taken_by_a_colleague_and_answered(teams: Teams, colleague: Teams) -> None:
    teams.ask(QUESTION)
    teams.press("Spør fagteamet")
    expect(teams.card).to_contain_text("ikke navnet ditt")
    teams.card.get_by_role("checkbox").check()
    teams.shoot("handoff-asked")
    teams.press("Send")
    expect(teams.card).to_contain_text("Venter på at noen i Fagteam vest tar det")
    expect(colleague.cards).to_have_count(2)
    expect(colleague.card).to_contain_text(QUESTION)
    expect(colleague.page.get_by_text("Alex Wilber")).to_have_count(0)
    colleague.shoot("handoff-team")
    colleague.press("Ta den")
    colleague.card.locator("textarea").fill("Skolen bestemmer selv. Se rutinene på skolens side.")
    colleague.shoot("handoff-taken")
    before = teams.cards.count()
    colleague.press("Send svaret")
    expect(teams.cards).to_have_count(before + 1)
    expect(teams.card).to_contain_text("Svar fra Fagteam vest")
    expect(teams.card).to_contain_text("Skolen bestemmer selv.")
    expect(teams.page.get_by_text("Berit")).to_have_count(0)
    teams.shoot("handoff-answered")
    teams.press("Det hjalp")
