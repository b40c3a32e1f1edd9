"""The errors a user can do something about: the command line prints them without a traceback."""

from collections.abc import Sequence


class AccordError(Exception):
    """Base of all errors that say what was found, what was expected and what to do."""


class BadUsage(AccordError):
    """A flag or an environment variable has a value that cannot be used."""


class BadSettings(AccordError):
    """`settings.yml` does not say what it must."""


class BadDeclaration(AccordError):
    """A source declaration (`_<system>__sources.yml`) contradicts itself or lacks something."""


class BadSeeds(AccordError):
    """The seeds folder cannot be laid into the home."""


class BadAgreement(AccordError):
    """What is asked of the agreement cannot be done with what is in its files."""


class NoExports(AccordError):
    """There is nothing to read at the data cut-off."""


class LoadBlocked(AccordError):
    """No tables may be built from the exports; tells each reason, with the file and what to do."""

    def __init__(self, reasons: Sequence[str]) -> None:
        """One line a reason."""
        told = "\n".join(f"  - {reason}" for reason in reasons)
        super().__init__(f"No tables can be built from these exports:\n{told}")


class UnreadableFolder(AccordError):
    """A folder of the exports cannot be listed: what is in it would be lost in silence."""


class DamagedLanding(AccordError):
    """A landing file cannot be read, and its export is gone."""


class DamagedMarts(AccordError):
    """The published file cannot be read."""


class DamagedLedger(AccordError):
    """A file of the ledger does not say what it must."""


class OtherExports(AccordError):
    """The home was loaded from another exports folder."""


class HomeIsBusy(AccordError):
    """Another run holds the home."""


class RefusedFile(AccordError):
    """Nothing of an export file can be landed; the message says why and what to do."""


def is_disk_full(error: BaseException) -> bool:
    """Whether a disk without room stopped something, by whichever library the system says it."""
    return "No space left on device" in str(error)
