"""The errors of the package.

::

    AggregatorError                 anything we raise on purpose
    ├── UsageError                  the caller asked for something that cannot be (exit code 2)
    ├── ConfigError                 feeds.yaml or the environment is wrong (exit code 2)
    ├── StoreError                  the database cannot be opened, migrated or written
    ├── ModelError                  a model folder is missing, damaged or unusable
    └── ItemError                   one item failed; the others go on
        ├── FetchError              a feed or page could not be fetched
        ├── ParseError              a feed document could not be read
        ├── ExtractError            a page holds no article
        └── ProviderError           a price provider failed for one symbol

The first four stop a run. An :class:`ItemError` travels as a value, is stored beside its item and shown in the
digest's health section. Every message names the item and, where there is one, the remedy.
"""

from __future__ import annotations


class AggregatorError(Exception):
    """Base class. `remedy` says what the user can do, and is printed on a line of its own."""

    def __init__(self, message: str, *, remedy: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return self.message if self.remedy is None else f"{self.message}\n  remedy: {self.remedy}"


class UsageError(AggregatorError):
    """The caller asked for something that does not exist or cannot be done."""


class ConfigError(AggregatorError):
    """feeds.yaml or an environment variable is wrong; the message names file, line and key."""


class StoreError(AggregatorError):
    """The database cannot be opened, migrated or written."""


class ModelError(AggregatorError):
    """A model folder is missing, damaged or cannot be used."""


class ItemError(AggregatorError):
    """One item failed. `item` names it (a URL, a file, a symbol); `code` is a short stable reason."""

    def __init__(self, item: str, message: str, *, code: str, remedy: str | None = None) -> None:
        super().__init__(f"{item}: {message}", remedy=remedy)
        self.item = item
        self.code = code
        self.reason = message


class FetchError(ItemError):
    """A feed or page could not be fetched. `status` and `retry_after_s` are set when a server answered."""

    def __init__(
        self,
        item: str,
        message: str,
        *,
        code: str,
        status: int | None = None,
        retry_after_s: float | None = None,
        remedy: str | None = None,
    ) -> None:
        super().__init__(item, message, code=code, remedy=remedy)
        self.status = status
        self.retry_after_s = retry_after_s


class ParseError(ItemError):
    """A feed document could not be read."""


class ExtractError(ItemError):
    """A page holds no article text (consent wall, index page, empty body)."""


class ProviderError(ItemError):
    """A price provider failed for one symbol or file."""
