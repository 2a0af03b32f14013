"""What people, machines and attackers might write: questions, commands, personal data, markup, and rubbish."""

from __future__ import annotations

import random

from benchmarks.http.load import QUESTIONS

COMMANDS = (
    "hei", "takk", "hjelp", "slett mine data", "hva vet du om meg", "nummer 2", "den første", "les mer", "loven", "hvem ringer jeg",
    "in english please", "på nynorsk", "nei, jeg mente taushetsplikt", "jeg jobber på skole", "start kurset", "ukas råd", "stopp",
    "spør et menneske", "ingen av disse", "hva skjer hvis jeg ikke melder", "?", "gå videre", "tilbake", "ja", "nei",
    "et barn blir slått nå", "han sier han vil ta livet sitt", "jeg tror ungen har spist vaskemiddel",
)  # fmt: skip
PERSONAL = (
    "Ola Nordmann født 01.01.2012 slår", "ring meg på 98 76 54 32", "fnr 01010112345", "kari@example.no", "bor i Storgata 12 B, 3015 Drammen",
    "konto 1234.56.78903", "saksnr 2024/12345", "brukernavn: kano0101", "bil AB 12345", "D-nummer 41010112345", "IP 10.0.0.1",
)  # fmt: skip
MARKUP = (
    "[klikk](javascript:alert(1))", "![x](https://evil.example/x.png)", "<at>alle</at>", "<at id='0'>Alle</at>", "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>", "**fet**", "# stor", "- liste\n- to", "> sitat", "`kode`", "{{DATE(2020-01-01T00:00:00Z, SHORT)}}",
    "${$root}", "{% raw %}", "{0}", "%s%n", "' OR 1=1 --", "\\u0000", "&lt;b&gt;", "<!--", "]]>", "<span class=\"inline-compose-card\">x</span>",
    "[a][b]\n\n[b]: https://evil.example", "<https://evil.example>", "https://evil.example", "|a|b|\n|-|-|\n|c|d|", "\r\n\r\nHTTP/1.1 200 OK",
)  # fmt: skip
SIGNS = (
    "\x00", "\x07", "\x1b[31m", "\u200b", "\u202e", "\ufeff", "\ud800", "\udfff", "\u0301" * 40, "👩‍👩‍👧‍👦", "🇳🇴", "ﷺ", "İ", "ß", "ǆ", "ﬃ", "𝔥𝔢𝔦", "中文", "مرحبا",
    "\u2028", "\u0085", "\xa0", "\U0010ffff", "\ufffe",
)  # fmt: skip
REPEATED = (
    "a",
    " ",
    "1 ",
    "<",
    "<at ",
    "</at>",
    "[",
    "](",
    "A. ",
    "Ola ",
    "ola@",
    "+47",
    "1234 ",
    "12.",
    "(",
    "*",
    "_",
    "é",
    "ø-",
    "§ ",
    "\n",
)


def text(chance: random.Random) -> str:  # noqa: PLR0911
    """Return something written: mostly like people, now and then like nobody."""
    match chance.randrange(12):
        case 0 | 1 | 2:
            return chance.choice(QUESTIONS) + (f" nummer {chance.randrange(10**6)}" if chance.random() < 0.5 else "")
        case 3 | 4:
            return chance.choice(COMMANDS)
        case 5:
            return f"{chance.choice(QUESTIONS)} {chance.choice(PERSONAL)}"
        case 6:
            return f"{chance.choice(QUESTIONS)} {chance.choice(MARKUP)}"
        case 7:
            return "".join(chance.choice(SIGNS + MARKUP) for _ in range(chance.randrange(1, 6)))
        case 8:
            return "".join(
                chr(chance.choice((chance.randrange(128), chance.randrange(0x3000), chance.randrange(0x110000))))
                for _ in range(20)
            )
        case 9:
            return _broken(chance.choice(QUESTIONS + COMMANDS + PERSONAL), chance)
        case 10:
            return " ".join(chance.sample(QUESTIONS + COMMANDS + PERSONAL + MARKUP, chance.randrange(1, 8)))
        case _:
            longest = 30_000 if chance.random() < 0.02 else 300
            return (chance.choice(REPEATED) * chance.randrange(longest))[:longest] + chance.choice(
                ("", "!", chance.choice(MARKUP))
            )


def _broken(said: str, chance: random.Random) -> str:
    signs = list(said)
    for _ in range(chance.randrange(1, 6)):
        at = chance.randrange(len(signs) + 1)
        signs[at : at + chance.randrange(3)] = chance.choice((*SIGNS, "x", "", " ", ".", "'", '"'))
    return "".join(signs)
