"""The pages of the sign-in: the way in, the refusals, and the way out; the emergency numbers stand on all of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import structlog
from aiohttp import web
from jinja2 import Environment, FileSystemLoader, select_autoescape

from bot.errors import Refused
from bot.guide.entry import KINDS, Language
from bot.guide.guide import Guide
from bot.web.guide_pages import LANGUAGES, POLICY

log = structlog.get_logger()


class SignInPages:
    """Renders them in the language of the page that was asked for."""

    def __init__(self, guide: Callable[[], Guide], start: str) -> None:
        self._guide = guide
        self._start = start
        folder = Path(__file__).parent / "templates"
        self._environment = Environment(
            loader=FileSystemLoader(folder), autoescape=select_autoescape(), trim_blocks=True, lstrip_blocks=True
        )

    def ask(self, target: str, editors: bool, known: bool) -> web.Response:
        """Ask someone to sign in, or say that the account they have signed in with has no role at the desk."""
        if known:
            return self._page(target, 403, "pages_sign_in_no_role", "pages_sign_in_no_role_why", "pages_sign_in_other")
        title = "pages_sign_in_desk" if editors else "pages_sign_in"
        return self._page(target, 401, title, "pages_sign_in_desk_why" if editors else "pages_sign_in_why", tab=not editors)

    def refused(self, target: str, error: Refused) -> web.Response:
        """Say that the sign-in came to nothing, and offer another try; why is logged, who is not."""
        log.warning("refused", status=error.status, reason=error.reason)
        if error.status == 403:
            return self._page(target, 403, "pages_sign_in_tenant", "pages_sign_in_tenant_why", "pages_sign_in_other")
        return self._page(target, 401, "pages_sign_in_failed", "pages_sign_in_failed_why", "pages_sign_in_retry")

    def silent(self, target: str, error: Exception) -> web.Response:
        """Say that Microsoft cannot be reached."""
        log.error("sign_in_unavailable", error=str(error))
        return self._page(target, 503, "pages_sign_in_silent", "pages_sign_in_silent_why", "pages_sign_in_retry")

    def left(self, target: str, way_out: str) -> web.Response:
        """Say that someone has signed out, and how to sign out of the account too."""
        return self._page(target, 200, "pages_signed_out", "pages_signed_out_why", way_out=way_out)

    def _page(
        self, target: str, status: int, title: str, why: str, go: str = "pages_sign_in_go", tab: bool = False, way_out: str = ""
    ) -> web.Response:
        guide, parts = self._guide(), urlsplit(target)
        asked = parse_qs(parts.query).get("sprak", [""])[0]
        language: Language = next((one for one in LANGUAGES if one == asked), "nb")
        again = go == "pages_sign_in_other"  # Another account is to be chosen.
        way_in = f"{self._start}?{urlencode({'til': target, **({'velg': '1'} if again else {})})}"
        text = self._environment.get_template("guide/sign_in.html").render(
            say=guide.phrases.voice(language), language=language, languages=LANGUAGES, kinds=KINDS, path=parts.path, guide=guide,
            title=title, why=why, way_in=way_in, way_out=way_out, target=target, tab=tab, go=go, without_search=True,
        )  # fmt: skip
        headers = {"Cache-Control": "no-store", "Content-Security-Policy": f"{POLICY}; connect-src 'self'"}
        return web.Response(text=text, content_type="text/html", charset="utf-8", headers=headers, status=status)
