"""Making a line to a server: its name, its TLS, and what it means when there is none."""

import ipaddress
import socket
import ssl
from functools import cache

from carmail_tui.delivery.errors import HeldError
from carmail_tui.delivery.policy import Phase, Reason
from carmail_tui.delivery.wire import Wire
from carmail_tui.settings.model import Security, Smtp

__all__ = ("connect", "is_loopback", "tls_failure", "verifying_context")


async def connect(smtp: Smtp, context: ssl.SSLContext, seconds: dict[Phase, float]) -> Wire:
    """Connect, with TLS from the first byte where the account says so. Raises HeldError."""
    implicit = context if smtp.security is Security.TLS else None
    try:
        return await Wire.open(smtp.server, smtp.port, implicit, seconds)
    except ssl.SSLError as error:
        raise tls_failure(error) from error
    except socket.gaierror as error:
        temporary = error.errno == socket.EAI_AGAIN
        raise HeldError(
            Phase.CONNECT, Reason.SERVER_UNKNOWN, str(error.strerror), temporary=temporary
        ) from error
    except UnicodeError as error:
        # The codec of host names: a label is empty or too long.
        raise HeldError(Phase.CONNECT, Reason.SERVER_UNKNOWN, str(error)) from error
    except OSError as error:
        words = error.strerror or type(error).__name__
        raise HeldError(Phase.CONNECT, Reason.SERVER_UNREACHABLE, words, temporary=True) from error


@cache
def verifying_context() -> ssl.SSLContext:
    """TLS 1.2 or later, certificate and host name verified; shared, for it takes 28 ms to make."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine, the one place where a line may go unencrypted."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def tls_failure(error: OSError) -> HeldError:
    """A line that drops during the handshake may come back; what the handshake found out stays."""
    if isinstance(error, ssl.SSLError) and not isinstance(error, ssl.SSLEOFError):
        words = getattr(error, "verify_message", "") or error.reason or type(error).__name__
        return HeldError(Phase.STARTTLS, Reason.TLS_FAILED, words)
    words = error.strerror or type(error).__name__
    return HeldError(Phase.STARTTLS, Reason.SERVER_UNREACHABLE, words, temporary=True)
