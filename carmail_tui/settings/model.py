"""The settings as the program uses them."""

from dataclasses import dataclass, field
from enum import StrEnum


class Security(StrEnum):
    """How the line to the server is encrypted. NONE is allowed for the loopback interface alone."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Smtp:
    """The sending account. Rates of 0 mean no limit; the password is never here (`settings.secrets`)."""

    server: str = ""
    port: int = 587
    security: Security = Security.STARTTLS
    login: str = ""
    password_command: str = ""
    connections: int = 1
    per_minute: int = 20
    per_hour: int = 100
    per_day: int = 400

    @property
    def account(self) -> str:
        """The key by which the outbox knows this account: one delivery process each."""
        return f"{self.login}@{self.server}:{self.port}"


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes: the From of every mail."""

    name: str = ""
    address: str = ""
    reply_to: str = ""
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Company:
    """The garage. `phrases` holds, by language, the text that accompanies documents."""

    name: str = ""
    vat: str = ""
    iban: str = ""
    phone: str = ""
    phrases: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Documents:
    """The folder into which the invoicing program writes; empty is none. It is looked at every `seconds`."""

    folder: str = ""
    seconds: int = 30


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything in the settings file. An empty `user` means the login name of the system."""

    smtp: Smtp = Smtp()
    sender: Sender = Sender()
    company: Company = Company()
    documents: Documents = Documents()
    user: str = ""
    language: str = ""
    database: str = ""

    @property
    def mail_ready(self) -> bool:
        """Whether enough is known to send a mail."""
        return bool(self.smtp.server and self.sender.address)
