"""Runs packages on the host runtime: asks scripts/zoo/host.ts, in one process for many jobs.

The jobs and answers mirror those of host.ts, which writes an answer as one line of JSON.
"""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class PredictJob:
    """Runs a package over tiles and writes its outputs, both as raw files."""

    package: str
    function: str | None
    tiles: str
    side: int
    out: str
    kind: str = "predict"


@dataclass(frozen=True)
class CompareJob:
    """Finds the first value at which a package diverges from its fp32 sibling."""

    package: str
    function: str | None
    tiles: str
    side: int
    sibling: str
    tolerance: float
    kind: str = "compare"


@dataclass(frozen=True)
class Outputs:
    """The shape of the outputs that a PredictJob wrote, and what half precision would lose, in sentences."""

    shape: tuple[int, ...]
    half_losses: tuple[str, ...]


@dataclass(frozen=True)
class InnerValue:
    """A value inside a program, and the operation that computes it."""

    name: str
    operation: str


@dataclass(frozen=True)
class Diverges:
    """`relative_error` is None where the value is not finite; `unmatched` values before it could not be compared."""

    value: InnerValue
    relative_error: float | None
    unmatched: tuple[InnerValue, ...]


@dataclass(frozen=True)
class Agrees:
    compared: int


@dataclass(frozen=True)
class NothingToCompare:
    """The two programs share no name of a value."""


@dataclass(frozen=True)
class Problem:
    """Why a package cannot run, in one sentence."""

    message: str


Comparison = Diverges | Agrees | NothingToCompare | Problem
Answer = Outputs | Comparison


def parse_answer(line: str) -> Answer:
    answer = json.loads(line)
    match answer["kind"]:
        case "problem":
            return Problem(answer["message"])
        case "outputs":
            return Outputs(tuple(answer["shape"]), tuple(answer["halfLosses"]))
        case "diverges":
            unmatched = tuple(InnerValue(**value) for value in answer["unmatched"])
            return Diverges(InnerValue(**answer["value"]), answer["relativeError"], unmatched)
        case "agrees":
            return Agrees(answer["compared"])
        case "nothing to compare":
            return NothingToCompare()
        case kind:
            raise ValueError(f"scripts/zoo/host.ts answered with an unknown kind, {kind}")


class Host:
    """Answers come in the order of the jobs while the process still works on the next."""

    def __init__(self, jobs: list[PredictJob] | list[CompareJob], folder: Path) -> None:
        self.count = len(jobs)
        jobs_file = folder / f"{jobs[0].kind if jobs else 'no'}-jobs.json"
        jobs_file.write_text(json.dumps([asdict(job) for job in jobs]))
        command = ["node", "--import", "tsx", "scripts/zoo/host.ts", str(jobs_file)]
        try:
            self.process = subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)
        except FileNotFoundError as error:
            raise SystemExit("node was not found; install Node.js and run npm ci") from error

    def answers(self) -> Iterator[Answer]:
        with self.process as process:
            try:
                for _ in range(self.count):
                    line = process.stdout.readline()
                    if not line:
                        raise SystemExit("scripts/zoo/host.ts ended early; its message is above")
                    yield parse_answer(line)
            finally:
                process.terminate()
