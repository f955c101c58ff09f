"""The settings file: read strictly, written without losing anything, and only by its owner."""

import stat
from pathlib import Path

import pytest

from carmail_tui.i18n import use_language
from carmail_tui.settings.errors import SettingsError
from carmail_tui.settings.file import SETTINGS, get_value, load, set_value, set_values
from carmail_tui.settings.model import Documents, Security, Settings


@pytest.fixture(autouse=True)
def english() -> None:
    use_language("en")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "settings.toml"


def test_without_a_file_the_defaults_hold(path: Path) -> None:
    assert load(path) == Settings()
    assert not load(path).mail_ready


def test_every_setting_is_written_and_read_again(path: Path) -> None:
    texts = {setting.key: f"{setting.key} é" for setting in SETTINGS if setting.type is str}
    numbers = {setting.key: "7" for setting in SETTINGS if setting.type is int}
    values = {**texts, **numbers, "smtp.security": "tls", "documents.folder": str(path.parents[1])}
    set_values(path, values)
    settings = load(path)
    assert {key: get_value(settings, key) for key in values} == values
    assert settings.smtp.security is Security.TLS
    assert settings.smtp.port == 7
    assert settings.company.phrases["nl"] == "company.phrases.nl é"
    assert set(values) == {setting.key for setting in SETTINGS}


def test_a_change_leaves_comments_and_other_settings_as_they_are(path: Path) -> None:
    path.parent.mkdir()
    path.write_text('# ours\n[smtp]\nserver = "a.example"  # the old one\nport = 25\n')
    set_value(path, "smtp.server", "b.example")
    text = path.read_text()
    assert "# ours" in text
    assert "# the old one" in text
    assert (load(path).smtp.server, load(path).smtp.port) == ("b.example", 25)


def test_a_text_of_several_lines_survives(path: Path) -> None:
    signature = 'Sophie "S" Dupuis\n\n\tGarage\\Lambert\n'
    set_value(path, "sender.signature", signature)
    assert load(path).sender.signature == signature


def test_the_file_is_readable_by_its_owner_alone(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("")
    path.chmod(0o644)
    set_value(path, "sender.name", "Sophie")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [found.name for found in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[smtp]\nprot = 25\n", "smtp.prot"),
        ('[smtp]\nport = "25"\n', "smtp.port"),
        ("[smtp]\nport = 70000\n", "smtp.port"),
        ("[smtp]\nport = -1\n", "smtp.port"),
        ("[smtp]\nport = true\n", "smtp.port"),
        ("[smtp]\nserver = 3\n", "smtp.server"),
        ('[smtp]\nsecurity = "ssl"\n', "smtp.security"),
        ('[sender]\nname = ["a"]\n', "sender.name"),
        ('sender = "x"\n', "sender"),
        ('[company.phrases]\nxx = "?"\n', "company.phrases.xx"),
    ],
)
def test_what_cannot_be_used_is_named_by_its_key(path: Path, text: str, key: str) -> None:
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(SettingsError) as found:
        load(path)
    assert found.value.key == key
    assert key in found.value.sentence()
    assert str(path) in found.value.sentence()


def test_a_misspelled_key_is_told_the_nearest(path: Path) -> None:
    with pytest.raises(SettingsError) as found:
        set_value(path, "smtp.prot", "25")
    assert "smtp.port" in found.value.fault


@pytest.mark.parametrize("content", [b"[smtp\n", b"\xff\xfe", b"a = 1\na = 2\n"])
def test_a_damaged_file_is_not_overwritten(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(SettingsError):
        load(path)
    with pytest.raises(SettingsError):
        set_value(path, "sender.name", "Sophie")
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    ("key", "value"),
    [("smtp.port", "many"), ("smtp.port", "99999"), ("smtp.security", "ssl"), ("smtp.nothing", "x")],
)
def test_one_wrong_value_among_several_changes_nothing(path: Path, key: str, value: str) -> None:
    set_value(path, "sender.name", "Sophie")
    before = path.read_bytes()
    with pytest.raises(SettingsError) as found:
        set_values(path, {"sender.name": "Luc", key: value})
    assert found.value.key == key
    assert path.read_bytes() == before


def test_the_watched_folder_is_kept_by_its_whole_path_and_must_be_there_when_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "settings.toml"
    (tmp_path / "inbox").mkdir()
    monkeypatch.chdir(tmp_path)
    set_value(path, "documents.folder", "inbox")
    set_value(path, "documents.seconds", "60")
    assert load(path).documents == Documents(str(tmp_path / "inbox"), 60)
    for wrong in ("nowhere", "settings.toml", "in\0box"):
        with pytest.raises(SettingsError):
            set_value(path, "documents.folder", wrong)
    # A share that is not mounted today keeps nobody from the rest of the program.
    (tmp_path / "inbox").rmdir()
    assert load(path).documents.folder == str(tmp_path / "inbox")
    set_value(path, "documents.folder", "")
    assert load(path).documents.folder == ""
