"""What is told to people: to whom the settings name, by mail and by webhook, and to nobody else."""

import email
import socket
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as Handler

from orchestration.errors import AccordError, BadSettings
from orchestration.messages import Message, MessageLost, send, tell_failure
from orchestration.night import run_night
from orchestration.settings import RunOptions, load_settings
from tests.orchestration.listening import webhook

KEY = "messages.digest_to"
MESSAGE = Message("The week", "<b> & done", "<h1>The week</h1><p>&lt;b&gt; &amp; done</p>")


class Mailbox(Handler):
    """Keeps what it is sent."""

    def __init__(self) -> None:
        super().__init__(EmailMessage)
        self.received: list[EmailMessage] = []

    def handle_message(self, message: email.message.Message) -> None:
        """Keep one."""
        self.received.append(email.message_from_bytes(message.as_bytes(), policy=default))


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, str]]:
    """A mail server of this machine, and the address of somebody there."""
    kept = Mailbox()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Controller(kept, hostname="127.0.0.1", port=port)
    server.start()
    yield kept, f"mailto://127.0.0.1:{port}?from=accord@acme.example&to=heads@acme.example"
    server.stop()


@pytest.fixture
def hooked() -> Iterator[tuple[list[dict[str, str]], str]]:
    """A webhook of this machine: what it was sent, and its address."""
    with webhook() as listening:
        yield listening


def test_a_mail_holds_html_and_a_webhook_gets_the_plain_text(
    mailbox: tuple[Mailbox, str], hooked: tuple[list[dict[str, str]], str]
) -> None:
    kept, mail = mailbox
    received, hook = hooked
    reached = send(MESSAGE, ["MAIL", "HOOK"], KEY, {"MAIL": mail, "HOOK": hook})
    assert reached == ["MAIL", "HOOK"]
    (told,) = kept.received
    assert (told["subject"], told["to"]) == ("The week", "heads@acme.example")
    html = told.get_body(("html",))
    assert html is not None
    assert "<h1>The week</h1>" in html.get_content()
    assert [(each["title"], each["message"]) for each in received] == [("The week", "<b> & done")]


def test_where_nobody_is_named_nothing_is_sent() -> None:
    assert send(MESSAGE, [], KEY, {}) == []


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({}, "the environment variable MAIL is not set"),
        ({"MAIL": " "}, "the environment variable MAIL is not set"),
        ({"MAIL": "heads at acme"}, "what the environment variable MAIL holds is no address"),
    ],
)
def test_a_variable_that_holds_no_address_is_named_and_its_content_is_not(
    environment: dict[str, str], told: str
) -> None:
    with pytest.raises(BadSettings) as raised:
        send(MESSAGE, ["MAIL"], KEY, environment)
    assert told in str(raised.value)
    assert KEY in str(raised.value)
    assert "acme" not in str(raised.value)


def test_nothing_is_sent_to_anybody_while_one_address_is_wrong(
    hooked: tuple[list[dict[str, str]], str],
) -> None:
    received, hook = hooked
    with pytest.raises(BadSettings, match="MAIL is not set"):
        send(MESSAGE, ["HOOK", "MAIL"], KEY, {"HOOK": hook})
    assert received == []


def test_who_could_not_be_reached_is_told_without_the_secret(
    hooked: tuple[list[dict[str, str]], str],
) -> None:
    received, hook = hooked
    closed = "json://secret:word@127.0.0.1:1/"
    with pytest.raises(MessageLost) as raised:
        send(MESSAGE, ["GONE", "HOOK"], KEY, {"GONE": closed, "HOOK": hook})
    assert "GONE" in str(raised.value)
    assert "HOOK" not in str(raised.value)
    assert "secret" not in str(raised.value)
    assert len(received) == 1


def test_an_address_in_the_settings_is_refused_by_line(tmp_path: Path) -> None:
    settings = tmp_path / "settings.yml"
    settings.write_text("messages:\n  digest_to: ['mailto://me:word@acme.example']\n", "utf-8")
    with pytest.raises(BadSettings) as raised:
        load_settings(tmp_path)
    assert f"{settings}, line 2: messages.digest_to" in str(raised.value)
    assert "the name of an environment variable" in str(raised.value)


def company(folder: Path, failures_to: str) -> RunOptions:
    """A company whose night fails at once: its exports hold no tool that is known."""
    exports, seeds = folder / "exports", folder / "seeds"
    (exports / "template").mkdir(parents=True)
    seeds.mkdir()
    (seeds / "settings.yml").write_text(f"messages:\n  failures_to: [{failures_to}]\n", "utf-8")
    return RunOptions.resolve(home=folder / "home", exports=exports, seeds=seeds, environment={})


def test_a_night_that_fails_tells_whom_the_settings_name(
    tmp_path: Path, hooked: tuple[list[dict[str, str]], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    received, hook = hooked
    monkeypatch.setenv("OPERATOR", hook)
    with pytest.raises(AccordError) as raised:
        run_night(company(tmp_path, "OPERATOR"))
    (told,) = received
    assert told["title"] == "Accord: the night failed"
    assert str(raised.value).splitlines()[0] in told["message"]
    assert "No night has published yet." in told["message"]
    assert str(tmp_path / "home") in told["message"]


def test_who_cannot_be_told_hides_nothing_of_why_a_night_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPERATOR", raising=False)
    settings = load_settings()
    named = settings.messages.model_copy(update={"failures_to": ["OPERATOR"]})
    lost = tell_failure(
        settings.model_copy(update={"messages": named}), tmp_path, "a.csv: no header"
    )
    assert len(lost) == 1
    assert "messages.failures_to" in lost[0]
    with pytest.raises(AccordError) as raised:
        run_night(company(tmp_path, "OPERATOR"))
    assert "OPERATOR is not set" in "".join(raised.value.__notes__)
