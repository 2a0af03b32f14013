"""Ask for every address politely: HEAD and then GET, a few hosts at once, one at a time per host, and robots.txt kept."""

from __future__ import annotations

import asyncio
import urllib.robotparser
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import aiohttp
from yarl import URL

State: TypeAlias = Literal["ok", "moved", "redirected", "dead", "unsure", "internal", "robots"]
NAME = "UndringLinkCheck"
_PERMANENT, _TEMPORARY = (301, 308), (302, 303, 307)
_GONE = (404, 410)
_AGAIN = (429, 500, 502, 503, 504)
_LARGEST_ROBOTS = 256 * 1024


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of one address."""

    state: State
    status: int = 0
    goal: str | None = None
    """Where it has moved."""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Manners:
    """How patient and how polite we are."""

    hosts: int = 6
    delay: float = 1.0
    attempts: int = 3
    timeout: float = 20.0
    redirects: int = 8
    longest_wait: float = 30.0
    pause: Callable[[float], object] = asyncio.sleep


@dataclass(slots=True)
class _Host:
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    robots: urllib.robotparser.RobotFileParser | None = None
    was_asked: bool = False


async def check_addresses(
    wanted: Iterable[str],
    manners: Manners | None = None,
    told: Callable[[str, Checked], None] = lambda address, checked: None,
    ssl: object = True,
) -> dict[str, Checked]:
    """Return the state of every address; `told` hears each as it is known."""
    manners = manners or Manners()
    timeout = aiohttp.ClientTimeout(total=manners.timeout)
    connector = aiohttp.TCPConnector(limit=manners.hosts, limit_per_host=1, ssl=ssl)  # type: ignore[arg-type]
    headers = {"User-Agent": f"{NAME}/1", "Accept": "*/*"}
    async with aiohttp.ClientSession(timeout=timeout, connector=connector, headers=headers) as session:
        asker = _Asker(session, manners)
        found: dict[str, Checked] = {}

        async def one(address: str) -> None:
            found[address] = await asker.check(address)
            told(address, found[address])

        async with asyncio.TaskGroup() as group:
            for address in dict.fromkeys(wanted):
                group.create_task(one(address))
    return found


class _Asker:
    """Asks, and remembers each host."""

    def __init__(self, session: aiohttp.ClientSession, manners: Manners) -> None:
        self._session = session
        self._manners = manners
        self._hosts: dict[str, _Host] = {}
        self._at_once = asyncio.Semaphore(manners.hosts)

    async def check(self, address: str) -> Checked:
        """Follow the address to its end."""
        at, seen, permanent = _url(address), set[str](), True
        if at is None:
            return Checked("dead", why="address")
        for _ in range(self._manners.redirects + 1):
            if str(at) in seen:
                return Checked("dead", why="loop")
            seen.add(str(at))
            answer = await self._asked(at)
            if not isinstance(answer, tuple):
                return answer
            status, location = answer
            if status in (*_PERMANENT, *_TEMPORARY) and location:
                goal = _joined(at, location)
                if goal is None:
                    return Checked("unsure", status, why="location")
                at, permanent = goal, permanent and status in _PERMANENT
                continue
            return _verdict(address, status, str(at) if len(seen) > 1 else None, permanent)
        return Checked("dead", why="redirects")

    async def _asked(self, at: URL) -> tuple[int, str] | Checked:
        host = self._hosts.setdefault(str(at.origin()), _Host())
        async with host.turn, self._at_once:
            if not await self._may(host, at):
                return Checked("robots")
            answer = await self._patiently("HEAD", at)
            if isinstance(answer, tuple) and (answer[0] >= 400 or answer[0] == 0) and answer[0] != 429:
                answer = await self._patiently("GET", at)
            await self._wait(self._manners.delay)
            return answer

    async def _patiently(self, method: str, at: URL) -> tuple[int, str] | Checked:
        problem = Checked("unsure", why="?")
        for attempt in range(self._manners.attempts):
            try:
                async with self._session.request(method, at, allow_redirects=False) as response:
                    status, after = response.status, response.headers.get("Retry-After", "")
                    if status not in _AGAIN:
                        return status, response.headers.get("Location", "")
                    problem = Checked("unsure", status)
                    pause = float(after) if after.isdigit() else self._manners.delay * 2**attempt
            except (aiohttp.ClientConnectorDNSError, aiohttp.ClientConnectorCertificateError, aiohttp.ClientSSLError) as error:
                return Checked("dead", why=type(error).__name__.removeprefix("Client"))
            except (aiohttp.ClientError, TimeoutError, ValueError, OSError) as error:
                if method == "HEAD" and not isinstance(error, TimeoutError | aiohttp.ClientConnectorError):
                    return 0, ""
                problem = Checked("unsure", why=type(error).__name__)
                pause = self._manners.delay * 2**attempt
            if attempt + 1 < self._manners.attempts:
                await self._wait(min(pause, self._manners.longest_wait))
        return problem if method == "GET" or problem.status in (0, 429) else (problem.status, "")

    async def _may(self, host: _Host, at: URL) -> bool:
        if not host.was_asked:
            host.was_asked = True
            host.robots = await self._robots(at.origin() / "robots.txt")
        return host.robots is None or host.robots.can_fetch(NAME, str(at))

    async def _robots(self, at: URL) -> urllib.robotparser.RobotFileParser | None:
        try:
            async with self._session.get(at, max_line_size=16384) as response:
                if response.status != 200:
                    return None
                text = (await response.content.read(_LARGEST_ROBOTS)).decode("utf-8", "replace")
        except (aiohttp.ClientError, TimeoutError, ValueError, OSError):
            return None
        robots = urllib.robotparser.RobotFileParser()
        robots.parse(text.splitlines())
        return robots

    async def _wait(self, seconds: float) -> None:
        waited = self._manners.pause(seconds)
        if asyncio.iscoroutine(waited):
            await waited


def _verdict(address: str, status: int, goal: str | None, permanent: bool) -> Checked:
    if status < 400:
        if goal is None:
            return Checked("ok", status)
        return Checked("moved" if permanent and _is_safe_move(address, goal) else "redirected", status, goal)
    if status in _GONE:
        return Checked("dead", status, goal)
    return Checked("unsure", status, goal)


def _is_safe_move(old: str, new: str) -> bool:
    """Tell whether a move may be written: still encrypted, and not merely to a front page."""
    before, after = URL(old), URL(new)
    to_front = after.path in ("", "/") and before.path not in ("", "/")
    return not (before.scheme == "https" and after.scheme != "https") and not to_front and not set(' "\n<>') & set(new)


def _url(address: str) -> URL | None:
    try:
        at = URL(address)
        return at.with_fragment(None) if at.scheme in ("http", "https") and at.host else None
    except ValueError:
        return None


def _joined(at: URL, location: str) -> URL | None:
    try:
        return _url(str(at.join(URL(location))))
    except ValueError:
        return None


def summary(found: Mapping[str, Checked]) -> dict[State, int]:
    """Count the addresses in each state."""
    counts: dict[State, int] = {}
    for one in found.values():
        counts[one.state] = counts.get(one.state, 0) + 1
    return counts
