"""Drafts -> claims: the fields that every kind shares, and the tables of kinds and rules."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from typing import NamedTuple

from aggregator.records import STANCELESS_TOPICS, Article, Claim, Entity, Kind, Topic
