"""What Accord tells people beyond its own machine: only where the settings name an address.

An address is one of Apprise's (e-mail, Slack, Teams, a webhook, and the rest). It holds secrets, so
it stands in an environment variable, and the settings name that.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.databases import marts_of
from orchestration.errors import AccordError, BadSettings
from orchestration.settings import Settings

if TYPE_CHECKING:
    import apprise

# What a failed night says is cut: a message is to be read, `accord status` holds the rest.
LONGEST_TEXT = 3_000


class MessageLost(AccordError):
    """An address did not take a message."""


@dataclass(frozen=True)
class Message:
    """A title, and the same content as plain text and as HTML."""

    title: str
    text: str
    html: str


def send(
    message: Message,
    variables: Sequence[str],
    key: str,
    environment: Mapping[str, str] = os.environ,
) -> list[str]:
    """Send to the addresses that environment variables hold; returns the variables that got it.

    `key` is the setting that names them. Raises BadSettings where a variable is not set or holds no
    address, before anything is sent, and MessageLost where some did not take it: told by the names
    of the variables, never by what they hold.
    """
    if not variables:
        return []
    # it takes half a second to import, and is seldom asked for
    import apprise

    services = {}
    for variable in variables:
        address = environment.get(variable, "").strip()
        if not address:
            raise BadSettings(
                f"settings.yml: {key}: the environment variable {variable} is not set; set it to "
                "an address as Apprise reads it, for example mailtos://user:password@host?to=name"
            )
        service = apprise.Apprise.instantiate(address)
        if service is None:
            raise BadSettings(
                f"settings.yml: {key}: what the environment variable {variable} holds is no "
                "address that Apprise knows, for example mailtos://user:password@host?to=name, "
                "slack://…, msteams://…, json://host/path"
            )
        services[variable] = service
    lost = [variable for variable, service in services.items() if not _took(service, message)]
    if lost:
        raise MessageLost(
            f"{message.title}: could not be sent to what {', '.join(lost)} "
            f"{'holds' if len(lost) == 1 else 'hold'} (settings.yml: {key}); look whether the "
            "address is right and its server answers"
        )
    return list(services)


def _took(service: apprise.NotifyBase, message: Message) -> bool:
    from apprise import Apprise, NotifyFormat
    from apprise.plugins.email.base import NotifyEmail

    notifier = Apprise()
    notifier.add(service)
    # what is no mail takes HTML as it stands, or loses half of it
    is_mail = isinstance(service, NotifyEmail)
    told = notifier.notify(
        title=message.title,
        body=message.html if is_mail else message.text,
        body_format=NotifyFormat.HTML if is_mail else NotifyFormat.TEXT,
    )
    return bool(told)


def tell_failure(settings: Settings, home: Path, why: str) -> list[str]:
    """Tell those whom the settings name that a night failed; returns what could not be told."""
    stays = "The tables of the last good night are still published.\n"
    if not marts_of(home).is_file():
        stays = "No night has published yet.\n"
    told = f"{why.strip()[:LONGEST_TEXT]}\n\n{stays}Home: {home}"
    message = Message(
        title="Accord: the night failed",
        text=told,
        html=f"<p>{escape(told)}</p>".replace("\n", "<br>"),
    )
    try:
        send(message, settings.messages.failures_to, "messages.failures_to")
    except AccordError as lost:
        return [str(lost)]
    return []
