"""The app package: flat, true to the real schema, the same bytes for the same settings, and plain words when it cannot be."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest

from bot.errors import SettingsFault
from bot.packaging.manifest import app_id
from bot.packaging.package import APP_FILE, build_package
from bot.settings import Settings, read_settings

BOT = "11111111-2222-3333-4444-555555555555"
GOOD = {
    "MicrosoftAppId": BOT,
    "MicrosoftAppPassword": "secret",
    "MicrosoftAppTenantId": "11111111-2222-3333-4444-555555555556",
    "PUBLIC_URL": "https://undring.example.no",
}


def settings(**changed: str) -> Settings:
    return read_settings(_env_file=None, **{**GOOD, **changed})


@pytest.fixture(scope="module")
def package() -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(build_package(settings())))


@pytest.fixture(scope="module")
def manifest(package: zipfile.ZipFile) -> dict[str, Any]:
    held: dict[str, Any] = json.loads(package.read("manifest.json"))
    return held


def test_the_zip_is_flat_and_holds_just_what_the_manifest_names(package: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    named = {*manifest["icons"].values(), *(one["file"] for one in manifest["localizationInfo"]["additionalLanguages"])}
    assert set(package.namelist()) == {"manifest.json", *named}


def test_the_same_settings_give_the_same_bytes() -> None:
    assert build_package(settings()) == build_package(settings())


def test_the_app_is_not_the_bot_and_stays_itself(manifest: dict[str, Any]) -> None:
    assert manifest["id"] == app_id(BOT) != BOT
    assert manifest["bots"][0]["botId"] == manifest["composeExtensions"][0]["botId"] == BOT


def test_scopes_commands_and_starters(manifest: dict[str, Any]) -> None:
    bot = manifest["bots"][0]
    assert bot["scopes"] == ["personal", "team", "groupChat"]
    assert [one["scopes"] for one in bot["commandLists"]] == [["personal"], ["team"], ["groupChat"]]
    for held in bot["commandLists"]:
        assert len(held["commands"]) <= 10
        assert all(len(command["title"]) <= 32 for command in held["commands"])
        assert any(command.get("type") == "prompt" for command in held["commands"])


def test_it_asks_for_no_more_than_it_needs(manifest: dict[str, Any]) -> None:
    assert manifest["validDomains"] == ["undring.example.no"]
    assert manifest["permissions"] == ["identity"]
    assert "authorization" not in manifest
    assert all(url.startswith("https://undring.example.no/") for key, url in manifest["developer"].items() if key != "name")


def test_only_where_people_sign_in_may_the_tab_ask_who_they_are(manifest: dict[str, Any]) -> None:
    assert "webApplicationInfo" not in manifest
    other = "22222222-2222-3333-4444-555555555555"
    resource = f"api://undring.example.no/botid-{BOT}"
    for changed, wanted in (({}, BOT), ({"SIGN_IN_APP_ID": other, "SIGN_IN_SECRET": "x"}, other)):
        held = zipfile.ZipFile(io.BytesIO(build_package(settings(GUIDE_SIGN_IN="on", **changed))))
        assert json.loads(held.read("manifest.json"))["webApplicationInfo"] == {"id": wanted, "resource": resource}


def test_an_app_to_sign_in_with_is_named_by_its_id() -> None:
    with pytest.raises(SettingsFault, match="SIGN_IN_APP_ID"):
        build_package(settings(GUIDE_SIGN_IN="on", SIGN_IN_APP_ID="undring", SIGN_IN_SECRET="x"))


@pytest.mark.parametrize(("icon", "side"), [("color.png", 192), ("outline.png", 32)])
def test_icons_have_the_size_teams_asks_for(package: zipfile.ZipFile, icon: str, side: int) -> None:
    assert struct.unpack(">II", package.read(icon)[16:24]) == (side, side)


def test_translations_say_everything_the_manifest_says(package: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    for file in ("nn.json", "en.json"):
        held = json.loads(package.read(file))
        for at, commands in enumerate(manifest["bots"][0]["commandLists"]):
            for number in range(len(commands["commands"])):
                assert held[f"bots[0].commandLists[{at}].commands[{number}].title"]
        assert held["name.short"] and held["staticTabs[0].name"]


BAD = [
    ({"MicrosoftAppId": "", "MicrosoftAppPassword": ""}, "MicrosoftAppId mangler"),
    ({"MicrosoftAppId": "undring-bot"}, "ikke en GUID"),
    ({"PUBLIC_URL": ""}, "PUBLIC_URL"),
    ({"PUBLIC_URL": "http://undring.example.no"}, "https"),
    ({"PUBLIC_URL": "https://"}, "PUBLIC_URL"),
]


@pytest.mark.parametrize(("changed", "said"), BAD)
def test_bad_settings_get_one_plain_line(changed: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsFault, match=said):
        build_package(settings(**changed))


@pytest.mark.parametrize(
    ("change", "field"), [(("short_name: ", "short_nam: "), "short_nam"), (('"Undring"', '"' + "x" * 31 + '"'), "short_name")]
)
def test_bad_words_name_the_field(tmp_path: Path, change: tuple[str, str], field: str) -> None:
    file = tmp_path / "app.yaml"
    file.write_text(APP_FILE.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    with pytest.raises(SettingsFault, match=field):
        build_package(settings(), file)


@pytest.mark.parametrize("text", ["", "nb: [", "\x00", "- 1"])
def test_a_broken_words_file_is_a_plain_fault(tmp_path: Path, text: str) -> None:
    file = tmp_path / "app.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsFault, match=r"app\.yaml"):
        build_package(settings(), file)
