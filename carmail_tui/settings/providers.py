"""The usual mail providers of Belgian garages: what to fill in from the address alone.

Rates are below what each provider is known to allow; a user may change them. Where a provider says nothing,
the rate is that of an unknown one.
"""

from dataclasses import dataclass

from carmail_tui.i18n import N_
from carmail_tui.settings.model import Security, Settings, Smtp


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider: its server, its limits, and what to know about its password."""

    name: str
    domains: tuple[str, ...]
    server: str
    port: int = 587
    security: Security = Security.STARTTLS
    per_minute: int = 20
    per_hour: int = 100
    per_day: int = 400
    note: str = ""

    def smtp(self, address: str) -> Smtp:
        """The account of `address` at this provider."""
        return Smtp(
            self.server,
            self.port,
            self.security,
            address,
            per_minute=self.per_minute,
            per_hour=self.per_hour,
            per_day=self.per_day,
        )


_APP_PASSWORD = N_("It wants an app password, made on the security page of your account.")
_MAILBOX = N_("It is the password of the mailbox, not the one of the customer zone.")

PROVIDERS = (
    Provider("Proximus", ("proximus.be", "skynet.be", "belgacom.net"), "relay.proximus.be", note=_MAILBOX),
    Provider("Telenet", ("telenet.be", "pandora.be"), "smtp.telenet.be", note=_MAILBOX),
    Provider("VOO", ("voo.be", "voonet.be", "brutele.be"), "smtp.voo.be", note=_MAILBOX),
    Provider("Scarlet", ("scarlet.be",), "smtp.scarlet.be", note=_MAILBOX),
    Provider("Gmail", ("gmail.com", "googlemail.com"), "smtp.gmail.com", note=_APP_PASSWORD),
    Provider(
        "Outlook",
        ("outlook.com", "outlook.be", "hotmail.com", "hotmail.be", "live.be", "live.com", "msn.com"),
        "smtp-mail.outlook.com",
        note=_APP_PASSWORD,
    ),
    Provider("Microsoft 365", ("onmicrosoft.com",), "smtp.office365.com", note=_APP_PASSWORD),
    Provider("OVH", ("ovh.net",), "ssl0.ovh.net", 465, Security.TLS),
    Provider("Infomaniak", ("ik.me", "infomaniak.com"), "mail.infomaniak.com", note=_APP_PASSWORD),
    Provider("Yahoo", ("yahoo.com", "yahoo.fr", "ymail.com"), "smtp.mail.yahoo.com", note=_APP_PASSWORD),
    Provider("iCloud", ("icloud.com", "me.com", "mac.com"), "smtp.mail.me.com", note=_APP_PASSWORD),
    Provider("one.com", ("one.com",), "send.one.com", 465, Security.TLS),
    Provider("Combell", ("combell.com",), "smtp-auth.mailprotect.be"),
)


def provider_for(address: str) -> Provider | None:
    """The provider of `address`, known by its domain; None for a domain of one's own."""
    domain = address.rpartition("@")[2].strip().lower()
    for provider in PROVIDERS:
        if any(domain == known or domain.endswith(f".{known}") for known in provider.domains):
            return provider
    return None


def filled_in(settings: Settings, address: str) -> dict[str, str]:
    """The settings that follow from the sender's `address`, by key; none where a server is set already."""
    provider = provider_for(address)
    if provider is None or settings.smtp.server:
        return {}
    smtp = provider.smtp(address)
    return {
        "smtp.server": smtp.server,
        "smtp.port": str(smtp.port),
        "smtp.security": smtp.security.value,
        "smtp.login": settings.smtp.login or address,
        "smtp.per_minute": str(smtp.per_minute),
        "smtp.per_hour": str(smtp.per_hour),
        "smtp.per_day": str(smtp.per_day),
    }
