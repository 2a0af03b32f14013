"""One entry as a page shows it: the same facts as on the card, with the guide's full text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from markdown_it import MarkdownIt
from markupsafe import Markup

from bot.cards.answer import standing_line
from bot.guide.entry import Entry, Link, Phone, Provision, Resource, Translation
from bot.guide.guide import Guide
from bot.guide.phrases import Voice

_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False})


def rendered(text: str, deeper: int = 0) -> Markup:
    """Return Markdown as HTML, its headings `deeper` levels down; HTML in it is shown as text."""
    tokens = _markdown.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + deeper)}"
    return Markup(_markdown.renderer.render(tokens, _markdown.options, {}))  # noqa: S704


@dataclass(frozen=True, slots=True)
class SectorPart:
    """What one sector has of its own."""

    name: str
    html: Markup | None
    entry: Entry | None


class EntryView:
    """An entry in one language, ready for the template."""

    def __init__(self, guide: Guide, entry: Entry, voice: Voice) -> None:
        self.guide = guide
        self.entry = entry
        self.voice = voice
        self.text: Translation | None = entry.translation(voice.language)

    @property
    def title(self) -> str:
        """Return the title in the page's language."""
        return self.entry.title_in(self.voice.language)

    @property
    def is_untranslated(self) -> bool:
        """Tell whether the entry is shown in bokmål on a page in another language."""
        return self.voice.language != "nb" and self.text is None

    @property
    def answer(self) -> Markup:
        """Return the excerpt."""
        return rendered(self.text.answer if self.text else self.entry.answer, 1)

    @property
    def more(self) -> Markup | None:
        """Return the full text, where there is one."""
        more = (self.text.more if self.text else None) or self.entry.more
        return rendered(more) if more else None

    @property
    def facts(self) -> list[tuple[str, str]]:
        """Return a service's hours and who may use it when."""
        rows = [
            (key, (getattr(self.text, key) if self.text else None) or getattr(self.entry, key))
            for key in ("hours", "who", "when")
        ]
        return [(self.voice(key), value) for key, value in rows if value]

    @property
    def phones(self) -> tuple[Phone, ...]:
        """Return the confirmed numbers."""
        return self.entry.phones

    @property
    def sectors(self) -> list[SectorPart]:
        """Return what differs where people work."""
        parts = []
        for sector, version in self.entry.sectors.items():
            said = (self.text.sectors.get(sector) if self.text else None) or version.text
            other = self.guide.entries.get(version.entry) if version.entry else None
            parts.append(SectorPart(self.voice(f"sector_{sector}"), rendered(said) if said else None, other))
        return parts

    @property
    def services(self) -> list[Entry]:
        """Return whom to contact."""
        wanted = [*self.entry.services, *([self.entry.fallback] if self.entry.fallback else [])]
        return [self.guide.entries[one] for one in dict.fromkeys(wanted) if one in self.guide.entries]

    @property
    def provisions(self) -> list[Provision]:
        """Return the law, those of the sectors too."""
        cited = [*self.entry.provisions, *(one for version in self.entry.sectors.values() for one in version.provisions)]
        return [self.guide.provisions[one] for one in dict.fromkeys(cited) if one in self.guide.provisions]

    @property
    def resources(self) -> list[Resource]:
        """Return what to read elsewhere."""
        return [self.guide.resources[one] for one in self.entry.resources if one in self.guide.resources]

    @property
    def links(self) -> list[Link]:
        """Return further links."""
        return [one if isinstance(one, Link) else Link(title=one.removeprefix("https://"), url=one) for one in self.entry.links]

    @property
    def see_also(self) -> list[Entry]:
        """Return what to read next."""
        return [self.guide.entries[one] for one in self.entry.see_also if one in self.guide.entries]

    @property
    def standing(self) -> str:
        """Return when it was checked, whether it is approved, and what it rests on."""
        return standing_line(self.entry, self.voice, date.today())
