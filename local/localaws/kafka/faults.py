"""The faults of an event source, which are all within what Lambda promises: at least once, with whatever boundaries."""

from __future__ import annotations

import random
import zlib
from dataclasses import dataclass, field
from enum import Enum, auto

from .records import Record


class Fault(Enum):
    NONE = auto()
    # The poller dies before it hears the answer: the records come again, out of a new read of the log.
    LOST_ANSWER = auto()
    # The same while the function is still at work: the next invocation runs beside it.
    ZOMBIE = auto()
    # The group's offsets are lost, or somebody resets them: records come again that were done long ago.
    REWIND = auto()


@dataclass
class Faults:
    """Probabilities, of each batch. Redelivered records come in batches of other sizes."""

    lost_answers: float = 0
    zombies: float = 0
    rewinds: float = 0
    # Of each record: it never comes, as if compaction or retention had taken it.
    gaps: float = 0
    # Batches have any size up to BatchSize.
    other_boundaries: bool = False
    seed: int = 0
    _random: random.Random = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)

    def next(self) -> Fault:
        drawn = self._random.random()
        for fault, probability in (
            (Fault.LOST_ANSWER, self.lost_answers),
            (Fault.ZOMBIE, self.zombies),
            (Fault.REWIND, self.rewinds),
        ):
            if drawn < probability:
                return fault
            drawn -= probability
        return Fault.NONE

    def limit(self, batch_size: int) -> int:
        return self._random.randint(1, batch_size) if self.other_boundaries else batch_size

    def earlier(self, offset: int) -> int:
        return self._random.randint(0, offset)

    def is_gone(self, record: Record) -> bool:
        """The same for each delivery of the record."""
        if self.gaps <= 0:
            return False
        name = f"{self.seed}/{record.partition}/{record.offset}".encode()
        return zlib.crc32(name) / 2**32 < self.gaps
