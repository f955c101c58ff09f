"""The settings file: one TOML file, read strictly and written without losing a comment."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from carmail_tui.i18n import N_, _
from carmail_tui.settings.errors import SettingsError
from carmail_tui.settings.model import Company, Documents, Security, Sender, Settings, Smtp

_LARGEST = (1_000_000, 65_535)
"""The largest number of a setting, and that of a port."""
_FOLDER = "documents.folder"
_LANGUAGES = ("fr", "nl", "de", "en")


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its key in the file, its type, its meaning."""

    key: str
    type: type
    meaning: str


SETTINGS = (
    Setting("sender.name", str, N_("Your name")),
    Setting("sender.address", str, N_("Your e-mail address")),
    Setting("sender.reply_to", str, N_("Answers go to another address")),
    Setting("sender.signature", str, N_("Signature, field <SIGNATURE>")),
    Setting("smtp.server", str, N_("Mail server")),
    Setting("smtp.port", int, N_("Port: 587, or 465 with tls")),
    Setting("smtp.security", Security, N_("Encryption: starttls, tls, none")),
    Setting("smtp.login", str, N_("Login name")),
    Setting("smtp.password_command", str, N_("Command that prints the password")),
    Setting("smtp.connections", int, N_("Connections at once")),
    Setting("smtp.per_minute", int, N_("Mails a minute, 0: no limit")),
    Setting("smtp.per_hour", int, N_("Mails an hour, 0: no limit")),
    Setting("smtp.per_day", int, N_("Mails a day, 0: no limit")),
    Setting("company.name", str, N_("Name of the garage, field <NOMSOC>")),
    Setting("company.vat", str, N_("VAT number")),
    Setting("company.iban", str, N_("Bank account (IBAN)")),
    Setting("company.phone", str, N_("Telephone")),
    *(
        Setting(
            f"company.phrases.{language}", str, N_("The text that accompanies documents, in this language")
        )
        for language in _LANGUAGES
    ),
    Setting("documents.folder", str, N_("Folder watched for new documents")),
    Setting("documents.seconds", int, N_("Seconds between two looks at the folder")),
    Setting("user", str, N_("Whose selection and drafts these are")),
    Setting("language", str, N_("Language of the interface: fr, en")),
    Setting("database", str, N_("sqlite:///PATH or postgresql://...")),
)
"""Every setting, in the order of the forms."""

_BY_KEY = {setting.key: setting for setting in SETTINGS}


def load(path: Path) -> Settings:
    """The settings in the file; the defaults where there is none. Raises SettingsError."""
    import tomllib

    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(path, "", str(error)) from error
    try:
        values = _flat(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(path, "", str(error)) from error
    checked = {key: _checked(path, key, value) for key, value in values.items()}
    return _settings(checked)


def set_value(path: Path, key: str, value: str) -> None:
    """Write one setting into the file, leaving the rest of it as it is. Raises SettingsError."""
    set_values(path, {key: value})


def set_values(path: Path, values: dict[str, str]) -> None:
    """Write several settings at once. Raises SettingsError before anything is written."""
    import tomlkit

    load(path)
    document = tomlkit.parse(path.read_text(encoding="utf-8")) if path.exists() else tomlkit.document()
    for key, text in values.items():
        setting = _BY_KEY.get(key)
        if setting is None:
            raise SettingsError(path, key, _unknown(key))
        value: Any = _number(path, key, text) if setting.type is int else text
        table: Any = document
        *tables, name = key.split(".")
        for part in tables:
            table = table.setdefault(part, tomlkit.table())
        table[name] = _plain(_checked(path, key, _placed(path, key, value)))
    write_private(path, tomlkit.dumps(document))


def get_value(settings: Settings, key: str) -> str:
    """The value of one setting as text."""
    value: Any = settings
    for part in key.split("."):
        value = value.get(part, "") if isinstance(value, dict) else getattr(value, part)
    return str(value)


def write_private(path: Path, text: str) -> None:
    """Put `text` into the file in one step, readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(temporary).replace(path)


def _flat(table: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in table.items():
        if isinstance(value, dict):
            flat |= _flat(value, f"{prefix}{name}.")
        else:
            flat[prefix + name] = value
    return flat


def _checked(path: Path, key: str, value: Any) -> Any:
    setting = _BY_KEY.get(key)
    if setting is None:
        raise SettingsError(path, key, _unknown(key))
    if setting.type is Security:
        if not isinstance(value, str) or value not in set(Security):
            raise SettingsError(path, key, _("it must be one of {values}").format(values=", ".join(Security)))
        return Security(value)
    if not isinstance(value, setting.type) or isinstance(value, bool):
        words = _("it must be a number") if setting.type is int else _("it must be a text in quotes")
        raise SettingsError(path, key, words)
    if isinstance(value, int) and not 0 <= value <= _LARGEST[key == "smtp.port"]:
        raise SettingsError(
            path, key, _("it is not between 0 and {most}").format(most=_LARGEST[key == "smtp.port"])
        )
    return value


def _unknown(key: str) -> str:
    import difflib

    near = difflib.get_close_matches(key, _BY_KEY, n=1)
    if near:
        return _("there is no such setting; the nearest is {near}").format(near=near[0])
    return _("there is no such setting; carmail settings show lists them")


def _placed(path: Path, key: str, value: Any) -> Any:
    """A folder by its whole path, whoever starts the program from where. Raises where there is none now."""
    if key != _FOLDER or not value:
        return value
    folder = Path(value).expanduser().absolute()
    try:
        there = folder.is_dir()
    except (OSError, ValueError):
        there = False
    if not there:
        raise SettingsError(path, key, _("there is no such folder"))
    return str(folder)


def _number(path: Path, key: str, text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise SettingsError(path, key, _("it must be a number")) from None


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Security) else value


def _settings(values: dict[str, Any]) -> Settings:
    def section(name: str) -> dict[str, Any]:
        start = f"{name}."
        return {k.removeprefix(start): v for k, v in values.items() if k.startswith(start)}

    company = section("company")
    phrases = section("company.phrases")
    plain = {name: value for name, value in company.items() if not name.startswith("phrases.")}
    top = {key: value for key, value in values.items() if "." not in key}
    return Settings(
        smtp=Smtp(**section("smtp")),
        sender=Sender(**section("sender")),
        company=Company(**plain, phrases=phrases),
        documents=Documents(**section("documents")),
        **top,
    )
