"""Gather the names and the ordinary words that masking knows, into bot/conversation/privacy/names.txt and words.txt.

Run once by hand: `pip install faker wordfreq simplemma && python deploy/gather-names.py`. The hand-written part of names.txt is kept.
Names: Faker's locale data (MIT). Words: wordfreq (CC BY-SA 4.0) where simplemma (MIT) knows the form.
"""

import importlib
import pkgutil
import re
from pathlib import Path

from faker.providers import person
from simplemma import is_known
from wordfreq import get_frequency_dict, zipf_frequency

HERE = Path(__file__).resolve().parents[1] / "bot/conversation/privacy"
LATIN = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-ŽḀ-ỿ][a-zß-öø-ÿā-žșțƏəḀ-ỿ'’-]{1,20}")
WORD = re.compile(r"[a-zæøåéòôü]{2,}")
MARK = "# --- fra Faker (MIT), samlet av deploy/gather-names.py ---"
HEADER = """\
# Vanlige norske og engelske ord, uten navn: et ord med stor forbokstav som ikke er her, kan være et navn.
# Hentet fra wordfreq (Robyn Speer, CC BY-SA 4.0) av deploy/gather-names.py; denne filen deles på samme vilkår (CC BY-SA 4.0).
"""
# English words that Faker has as first names: words, not names, unless the hand-written list says otherwise.
ENGLISH = frozenset(
    """us said made little job young early else york friend north reason among west price worth add french january council washington brown
    author judge sister france brain floor sunday gay captain carry winter queen royal sad silver wood florida unique tea lies banks loan
    joke lawyer ireland journey bird tiny jail minor orange wing branch rice constant sing unknown hong cap hunt wash math rome wage saint
    colonel marry buddy hence doc ward liberty fleet toy edit candy clay con alpha mills pleasant canal nail hung loyal cherry marvel shade
    harsh owe easter ridge babe lean cam lemon cliff ally darling bee fairy martial dot echo essence fisher arch cannon buck chin indie dock
    cord berry handy tab danish sep jun theres champ lone ninja marshal marsh sincere merry ivory shepherd griffin coral ants valves pleas
    unnamed loot paw greet emit sever semen harden bitten wilder weaver meta windy icy leafy gun fed peace america china fern nil lore
    orchard cant meadow colon immaculate grit cherish mart toon martial ether genie gorge maxi octave feline garrison ransom manly earnest
    christ governor forest diamond bishop ward heaven angeles buddies pennies burns purity creed moody dusty rusty velvet bliss valentine blaze newman hardy lavender almond garland prosper""".split()
)


def gather(prefix: str, locales: list[str]) -> set[str]:
    """Return the names, lower case, of every attribute that begins with `prefix`."""
    found: set[str] = set()
    for locale in locales:
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for attribute in dir(provider):
            if attribute.startswith(prefix):
                held = getattr(provider, attribute)
                values = held if isinstance(held, (list, tuple, set)) or hasattr(held, "keys") else ()
                found |= {part.lower() for one in values if isinstance(one, str) for part in one.split() if LATIN.fullmatch(part)}
    return found


def ordinary_words() -> tuple[set[str], set[str]]:
    """Return the Norwegian and the English words, most of them commoner than one in ten million."""
    norwegian = {word for word in get_frequency_dict("nb", "large") if WORD.fullmatch(word) and is_known(word, ("nb", "nn"))}
    english = {
        word
        for word in get_frequency_dict("en", "large")
        if WORD.fullmatch(word) and zipf_frequency(word, "en") >= 3.2 and is_known(word, "en")
    }
    return norwegian, english


def by_hand(own: str) -> dict[str, set[str]]:
    """Return the sections of the hand-written part."""
    sections: dict[str, set[str]] = {}
    into: set[str] = set()
    for line in own.splitlines():
        if line.endswith(":"):
            into = sections.setdefault(line.removesuffix(":"), set())
        elif not line.startswith("#"):
            into.update(line.split())
    return sections


def main() -> None:
    """Write both files."""
    file = HERE / "names.txt"
    own = file.read_text(encoding="utf-8").split(MARK)[0].rstrip()
    hand = by_hand(own)
    everywhere = [module.name for module in pkgutil.iter_modules(person.__path__)]
    norwegian, english = ordinary_words()
    anyones = gather("first_name", everywhere)
    # A name of three letters is too like a slip of the keys to be one by itself.
    first = {name for name in anyones if len(name) > 3 and name not in norwegian | ENGLISH} - hand["first"] - hand["both"]
    here = gather("last_name", ["no_NO"])
    last = {name for name in gather("last_name", everywhere) if name in here or name not in norwegian | english} - hand["last"]
    lines = [own, MARK, "first:", *sorted(first), "last:", *sorted(last), ""]
    file.write_text("\n".join(lines), encoding="utf-8")
    common = {word for word in norwegian if zipf_frequency(word, "nb") >= 2.0} | english
    surnames = {name for name in hand["last"] | here if name.endswith(("sen", "berg", "heim"))}
    pure = hand["first"] - hand["both"]
    owned = {name + "s" for name in pure} - {"this", "thus", "has", "pals", "wards", "bens", "paris", "bonus"}
    words = common - first - pure - owned - surnames
    (HERE / "words.txt").write_text(HEADER + "\n".join(sorted(words)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
