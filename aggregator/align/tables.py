"""The tables that verdicts follow: tolerances, neighbouring instruments, and which instruments are rates."""

from __future__ import annotations

import re
from collections.abc import Mapping

from aggregator.records import Claim, Kind

# --- tolerances: how far outside the rounding of the stated figure a measured value is still `close` ---------------

MOVE_PP = 0.15  # moves and comparisons: the larger of this many percentage points ...
MOVE_SHARE = 0.05  # ... and this share of the stated value; points and dollars: the same of the starting level
LEVEL_SHARE = 0.001  # levels of prices
QUOTED_ON, QUOTED_ON_SHARE = frozenset({"^VIX"}), 0.01  # quoted for minutes after the close that a text was written at
RATE_PP = 0.02  # levels and moves of yields and rates: 2 basis points
RATE_STEP = 0.01  # the last digit of the series of yields
RATE_HALF = 0.1  # a yield of "4 %" is not read more coarsely than this, though its last digit is a whole percent
VOLUME_SHARE = 0.10  # volume multiples
SIGNS = {"up": 1.0, "down": -1.0}
COUNT_UNITS = 1.0  # counts: one off
STREAK_UNITS = 0.0  # but a streak is as long as it is told, or it is not
QUOTE_SHARE = 0.03  # what never closes was quoted at some hour, within this share of the close where no range is known;
QUOTE_PP = 0.06  # yields within this of their afternoon fixing: so near, a quote is neither borne out nor contradicted
FAR_SHARE, FAR_PP = 0.1, 5.0  # off by more than this, a figure was hardly of the session that an article's others tell
FLAT_PP = 0.25  # "flat", "little changed": prices within this many percent, yields within RATE_PP

# --- neighbouring instruments: an index and its listed fund, both ways --------------------------------------------

Aliases = Mapping[str, tuple[tuple[str, str], ...]]
_FUNDS = {
    "^RUT": "IWM",
    "^GSPC": "SPY",
    "^NDX": "QQQ",
    "^DJI": "DIA",
    "^SP400": "MDY",
    "^SP600": "IJR",
    "GC=F": "GLD",
    "CL=F": "USO",
    "DX-Y.NYB": "UUP",
}
NEIGHBOURS: Aliases = {
    **{index: ((fund, "listed fund"),) for index, fund in _FUNDS.items()},
    **{fund: ((index, "index"),) for index, fund in _FUNDS.items() if index.startswith("^")},
}
# Receipts of shares that trade at home, at other hours and in another currency: a report may mean either.
HOME_ABROAD = re.compile(
    "TSM|AZN|ASML|SAP|NVO|NVS|BABA|JD|PDD|BIDU|NTES|NIO|LI|XPEV|TM|HMC|SONY|MUFG|SMFG|SHEL|BP|TTE|HSBC|UL|GSK|RIO|BHP|"
    "SNY|DEO|BTI|VOD|INFY|WIT|HDB|IBN|PBR|VALE|ITUB|ABEV|BBD|SAN|BBVA|ING|DB|UBS|NOK|ERIC|STM|TEVA|RELX|BCS|LYG|NWG"
)
RECEIPT = re.compile(r"\bADRs?\b|\bADSs?\b|\breceipts?\b|\b(?:U\.?S\.?|New York|NYSE)[- ](?:listed|traded)\b|\bNYSE\b")
# A longer history of the same instrument, used before its own begins.
CONTINUES = {"^RUT": "^RUT_LONG"}

_RATE = re.compile(r"DGS\w+|DFII\d+|DFEDTAR[LU]|DFF|IORB|SOFR|T\d+Y\w+|\^TNX|MORTGAGE\d+US|BAML\w+")


def is_rate(symbol: str) -> bool:
    """Whether the instrument is a yield or rate quoted in percent, whose moves are differences."""
    return _RATE.fullmatch(symbol) is not None


# Treasury yields of no maturity, or of another one than the instrument's.
_MATURITY = re.compile(
    r"\b(?:short|shorter|long|longer|intermediate)[\s-](?:dated|term|maturity|end)\b|\b(?:front|long|short)[\s-]end\b|"
    r"\b(?:bill|policy-sensitive)\b",
    re.I,
)
_BEFORE = 14  # characters before a subject: "short-dated "
_BENCHMARK = re.compile(r"\bbenchmark\b|\b(?:10|ten)[\s-]year\b", re.I)


def is_of_no_maturity(claim: Claim) -> bool:
    """Whether a claim on yields does not say of which: the ten-year one stands for them in a name only."""
    if not (claim.symbol or "").startswith("DGS"):
        return False
    unnamed = (claim.entity_id or "").startswith("group:") and not _BENCHMARK.search(claim.evidence)
    at = max(claim.evidence.find(claim.subject), 0)
    return unnamed or _MATURITY.search(claim.evidence[max(0, at - _BEFORE) : at] + claim.subject) is not None


# Traded around the clock: a quote of some hour is not the day's close.
_NEVER_CLOSES = re.compile(r".+(?:=F|=X|-USD)|DX-Y\.NYB|DGS\w+|DFII\d+|\^TNX")


def never_closes(symbol: str) -> bool:
    """Whether the instrument has no close that everybody quotes: futures, currencies, crypto, yields."""
    return _NEVER_CLOSES.fullmatch(symbol) is not None


def quoted_within(symbol: str, close: float) -> float:
    """How far from the close a quote of another hour may lie, for want of a range; of what never closes."""
    return QUOTE_PP if is_rate(symbol) else QUOTE_SHARE * close


# --- when a claim about the future is due that names no date -------------------------------------------------------

# Sessions from the last close before it was said: a day, a week, a month, a quarter.
HORIZONS: Mapping[Kind, int] = {
    "volume": 1,
    "count": 1,
    "move": 5,
    "level": 21,
    "compare": 21,
    "forecast": 21,
    "data": 63,  # expected figures too: the next release settles them, and it may be six weeks away
    "policy": 63,  # expected decisions too: eight meetings a year
    "outlook": 63,
}
TARGET_HORIZON = 252  # price targets: by the custom of the trade they are for twelve months
SIZE_SESSIONS = 63  # changes before a forecast from which the volatility is taken that its outcome is measured in
MARKET = "^GSPC"  # what a company's share is held against where feeds.yaml names no benchmark


# --- names that can stand on the other side of a comparison -------------------------------------------------------

COUNTERPARTS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"S\s?&\s?P\s?500|\bSPX\b|large[\s-]?cap", re.IGNORECASE), "^GSPC"),
    (re.compile(r"Nasdaq[\s-]?100|\bNDX\b", re.IGNORECASE), "^NDX"),
    (re.compile(r"Nasdaq(?![\s-]?100)(?:\s+Composite)?", re.IGNORECASE), "^IXIC"),
    (re.compile(r"Dow\b|\bDJIA\b", re.IGNORECASE), "^DJI"),
    (re.compile(r"Russell\s?2,?000(?!\s(?:Growth|Value))|small[\s-]?cap", re.IGNORECASE), "^RUT"),
)
