"""What can be wrong with the settings."""

from pathlib import Path

from carmail_tui.i18n import _

__all__ = ("PasswordError", "SettingsError")


class SettingsError(ValueError):
    """The settings file holds something that cannot be used: `key` in `path`, because of `fault`."""

    def __init__(self, path: Path, key: str, fault: str) -> None:
        super().__init__(f"{path}: {key}: {fault}")
        self.path = path
        self.key = key
        self.fault = fault

    def sentence(self) -> str:
        """What to tell the user."""
        return _("The settings file {path} cannot be used. {key}: {fault}. Nothing was changed.").format(
            path=self.path, key=self.key or "TOML", fault=self.fault
        )


class PasswordError(OSError):
    """The password of the account cannot be had, because of `fault`."""

    def __init__(self, fault: str) -> None:
        super().__init__(fault)
        self.fault = fault

    def sentence(self) -> str:
        """What to tell the user."""
        return _("The password of the mail account cannot be read: {fault}.").format(fault=self.fault)
