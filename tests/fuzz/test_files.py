"""What editors, operators and the law's publisher write is read, or refused with a fault that tells where and why."""

from __future__ import annotations

import bz2
import io
import tarfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.editors.laws.archive import LawDataFault, read_archive
from bot.editors.laws.documents import read_document
from bot.editors.laws.targets import prose_targets, section_key, targets_of, touches
from bot.errors import SettingsFault
from bot.guide.loader import read_layers
from bot.guide.yaml_reader import Document, read_text, read_yaml
from bot.settings import Settings, read_settings
from bot.stores.database import address_of
from tests.conftest import entry_text
from tests.fuzz.strategies import few, words

KNOWLEDGE = Path(__file__).resolve().parents[2] / "knowledge"
SHARED = sorted(file for file in KNOWLEDGE.glob("*.yaml") if file.name != "reviews.yaml")
YAML = (
    "a: b", "- ", "  ", "\t", "&x ", "*x", "<<: *x", "!!python/object:os.system ls", "!x ", "{", "}", "[", "]", '"', "'", "|", ">", "#", ": ", "? ", "---\n", "...\n",
    "%YAML 9.9\n", "no", "0301", "10:30", "~", "\n", "\x00", "\ufeff", "é", "2026-11-25", "1e9", ".inf", "answer: x\nanswer: y\n", "title: ", "\ud800", "x" * 300,
)  # fmt: skip
yaml_like = st.lists(st.one_of(st.sampled_from(YAML), st.text(max_size=6)), max_size=30).map("".join)


@few(400)
@given(text=yaml_like)
def test_any_yaml_is_read_or_has_faults(text: str) -> None:
    document = read_text(text, Document("file.yaml"))
    assert all(fault.line >= 1 and fault.message and fault.file == "file.yaml" for fault in document.faults)


@few(100)
@given(raw=st.one_of(st.binary(max_size=200), yaml_like.map(lambda text: text.encode("utf-16", "surrogatepass"))))
def test_any_bytes_are_read_or_have_faults(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "one.yaml").write_bytes(raw)
    document = read_yaml(tmp_path / "one.yaml", "one.yaml")
    assert document.faults or isinstance(document.data, dict | list | str) or document.data is None


def broken(lines: list[str], deeds: list[tuple[int, int, str]]) -> str:
    """Return a file with some lines lost, doubled, moved or changed."""
    lines = [*lines]
    for deed, at, said in deeds:
        place = at % (len(lines) or 1)
        match deed:
            case 0:
                del lines[place : place + 1]
            case 1:
                lines[place:place] = lines[place : place + 3]
            case 2:
                lines.insert(place, said)
            case 3 if lines:
                key, colon, _ = lines[place].partition(":")
                lines[place] = f"{key}{colon} {said}"
            case _ if lines:
                lines[place] = f"  {lines[place]}"
    return "\n".join(lines)


deeds = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 400), yaml_like), min_size=1, max_size=4)


@few(25)
@given(which=st.integers(0, 10), deeds=deeds)
def test_a_guide_with_a_broken_file_is_read_or_has_faults(tmp_path: Path, which: int, deeds: list[tuple[int, int, str]]) -> None:
    files = {file.name: file.read_text(encoding="utf-8") for file in SHARED}
    files["national/glossary/prove.yaml"] = entry_text()
    for folder in ("courses", "paths"):
        one = sorted((KNOWLEDGE / "national" / folder).glob("*.yaml"))[0]
        files[f"national/{folder}/{one.name}"] = one.read_text(encoding="utf-8")
    name = sorted(files)[which % len(files)]
    files[name] = broken(files[name].splitlines(), deeds)
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(text.encode("utf-8", "surrogatepass"))
    loading = read_layers([tmp_path / "national"])
    assert all(fault.line >= 1 and fault.message for fault in loading.faults)
    assert loading.guide is not None or any(fault.level == "error" for fault in loading.faults)


ODD = ("", "0", "-1", "1e999", "nan", "x", "true", "http://[", "sqlite", "sqlite:", "postgresql:", "postgresql://x:y@[z/db", "sqlite:///%zz", "postgresql://h:port/base", "postgres://", "::1", "a,b,,", "default=x@http://a|b", "~")  # fmt: skip
unset = st.one_of(st.sampled_from(ODD), st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20))


@pytest.mark.parametrize("address", [one for one in ODD if one])
def test_any_address_of_a_database_is_taken_or_refused_in_one_line(address: str) -> None:
    try:
        assert address_of(read_settings(_env_file=None, DATABASE_URL=address, PERSON_KEY="key").database).drivername
    except SettingsFault as fault:
        assert str(fault) and len(str(fault).splitlines()) == 1


@few(250)
@given(values=st.dictionaries(st.sampled_from(sorted(Settings.model_fields)), unset, min_size=1, max_size=3))
def test_any_setting_is_taken_or_refused_in_one_line(values: dict[str, Any]) -> None:
    try:
        settings = read_settings(_env_file=None, **values)
        address_of(settings.database)
    except SettingsFault as fault:
        assert str(fault) and len(str(fault).splitlines()) == 1


ATTRIBUTES = (
    "data-change-part",
    "data-add-new-part",
    "data-repeal-part",
    "data-move-part",
    "class",
    "data-lovdata-URL",
    "id",
    "data-name",
)
CLASSES = (
    "documentBody",
    "defaultP",
    "legalArticle",
    "changesToParent",
    "futureLegalArticle",
    "refid",
    "title",
    "dateInForce",
    "changesToDocuments",
    "legalChapter",
)
LAW = (
    "lov/1992-07-17-100/§4-2", "lov/1992-07-17-100/§4-2;;lov/1992-07-17-100/§4-3", "§1–§9", "::", "LTI/lov/2025-06-20-88", "lov/0000-00-00", "§", "§ 4-2 til 9",
    "I lov 17. juli 1992 nr. 100 gjøres følgende endringer:", "§ 34-15 skal lyde:", "Opphevet", "(i kraft 1 jan 2025)", "Endres ved lov 99 xyz 9999 nr 9", "Kap. 4 ",
    "Ikraftsetting av deler av lov 20. juni 2025 nr. 88", "31 feb 2025", "\u00ad", "«»",
)  # fmt: skip
said = st.one_of(st.sampled_from(LAW), words.map(lambda text: "".join(sign for sign in text if sign.isprintable())))
node = st.deferred(
    lambda: st.builds(
        lambda tag, attributes, text, inner: (tag, attributes, text, inner),
        st.sampled_from(("main", "article", "section", "dd", "li", "p", "span", "h2", "html")),
        st.dictionaries(st.sampled_from(ATTRIBUTES), st.one_of(said, st.sampled_from(CLASSES)), max_size=3),
        said,
        st.lists(node, max_size=2),
    )
)


def xml(made: Any) -> str:
    from xml.sax.saxutils import escape, quoteattr

    tag, attributes, text, inner = made
    held = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    return f"<{tag}{held}>{escape(text)}{''.join(map(xml, inner))}</{tag}>"


@few(40)
@given(body=st.lists(node, max_size=3), address=st.sampled_from(("NL/lov/1992-07-17-100", "LTI/lov/2025-06-20-88", "", "LTI/")))
def test_any_law_document_is_read_or_refused(body: list[Any], address: str) -> None:
    whole = f'<html><dl><dd class="refid">lov/1992-07-17-100</dd></dl><main class="documentBody" data-lovdata-URL="{address}">'
    document = read_document(f"{whole}{''.join(map(xml, body))}</main></html>".encode("utf-8", "surrogatepass"), "x.xml")
    assert document is not None and all(touches(target, "4-2") in (True, False) for target in document.targets)


@few(200)
@given(raw=st.one_of(st.binary(max_size=120), words.map(lambda text: f"<html>{text}</html>".encode("utf-8", "surrogatepass"))))
def test_what_is_no_law_document_is_refused_in_words(raw: bytes) -> None:
    try:
        assert read_document(raw, "x.xml") is None
    except LawDataFault as fault:
        assert "x.xml" in str(fault)


@few(200)
@given(value=st.lists(said, max_size=4).map(" ".join), text=said)
def test_any_reference_to_a_section_is_read(value: str, text: str) -> None:
    for target in (*targets_of(value, "change", text), *prose_targets("lov/1992-07-17-100", text)):
        assert touches(target, section_key(text)) in (True, False)


@few(80)
@given(cut=st.integers(0, 3000), flip=st.integers(0, 3000), bit=st.integers(0, 7), raw=st.binary(max_size=60))
def test_a_damaged_archive_is_refused_in_words(tmp_path: Path, cut: int, flip: int, bit: int, raw: bytes) -> None:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        for number in range(3):
            data = f"<html>{number * 7}</html>".encode()
            info = tarfile.TarInfo(f"lov-{number}.xml")
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    plain = bytearray(held.getvalue())
    plain[flip % len(plain)] ^= 1 << bit
    packed = bz2.compress(held.getvalue())
    for number, data in enumerate(
        (raw, packed[: cut % len(packed)], bz2.compress(bytes(plain)), bz2.compress(bytes(plain[:cut])))
    ):
        file = tmp_path / f"{number}.tar.bz2"
        file.write_bytes(data)
        try:
            assert all(name.endswith(".xml") for name, _ in read_archive(file))
        except LawDataFault as fault:
            assert file.name in str(fault)


@few(120)
@given(before=words, after=words)
def test_masking_takes_any_text_and_lets_no_number_through(mask: Any, before: str, after: str) -> None:
    masked, found = mask(f"{before}\nhun har fnr 02020212345\n{after}")
    assert found and "02020212345" not in masked
    assert isinstance(mask(before + after)[0], str)


@pytest.fixture(scope="session")
def mask(guide: Any) -> Any:
    from bot.conversation.masking import masking_for

    return masking_for(guide)
