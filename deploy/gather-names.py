"""Gather first and last names from Faker's locale data (MIT) into bot/conversation/privacy/names.txt.

Run once by hand: `pip install faker && python deploy/gather-names.py`. The file's hand-written part is kept.
"""

import importlib
import re
from pathlib import Path

FILE = Path(__file__).resolve().parents[1] / "bot/conversation/privacy/names.txt"
LATIN = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-Ž][a-zß-öø-ÿā-ž'’-]{1,20}")
LOCALES = (
    "no_NO da_DK sv_SE fi_FI is_IS de_DE en en_GB en_US en_IE en_IN en_PK en_KE en_NG pl_PL lt_LT lv_LV et_EE ro_RO hr_HR sl_SI "
    "sk_SK cs_CZ hu_HU tr_TR az_AZ es_ES es_MX es_CO fr_FR fr_DZ it_IT nl_NL pt_BR pt_PT id_ID sw tw_GH yo_NG uz_UZ vi_VN ga_IE"
).split()
# Names that are far commoner as words: found by context alone.
MARK = "# --- fra Faker (MIT), samlet av deploy/gather-names.py ---"


def gather(prefix: str) -> set[str]:
    """Return the names of every attribute that begins with `prefix`."""
    found: set[str] = set()
    for locale in LOCALES:
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for attribute in dir(provider):
            if attribute.startswith(prefix):
                held = getattr(provider, attribute)
                values = held if isinstance(held, (list, tuple, set)) or hasattr(held, "keys") else ()
                found |= {part for one in values if isinstance(one, str) for part in one.split() if LATIN.fullmatch(part)}
    return found


def main() -> None:
    """Write the file."""
    own = FILE.read_text(encoding="utf-8").split(MARK)[0] if FILE.exists() else ""
    first, last = gather("first_name"), gather("last_name")
    lines = [
        own.rstrip(),
        MARK,
        "first:",
        *sorted(name.lower() for name in first),
        "last:",
        *sorted(name.lower() for name in last),
        "",
    ]
    FILE.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
