"""Asks scripts/zoo/host.ts, in one process for many packages, what they compute on the host runtime."""

import json
import subprocess
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Predict:
    """Tiles and outputs as raw files; see host.ts."""

    package: str
    function: str | None
    tiles: str
    side: int
    out: str
    kind: str = "predict"


@dataclass(frozen=True)
class Depart:
    package: str
    function: str | None
    tiles: str
    side: int
    sibling: str
    tolerance: float
    kind: str = "depart"


class Host:
    """Answers come in the order of the jobs while the process still works on the next."""

    def __init__(self, jobs: list[Predict] | list[Depart], folder: Path) -> None:
        self.count = len(jobs)
        listed = folder / f"{jobs[0].kind if jobs else 'no'}-jobs.json"
        listed.write_text(json.dumps([asdict(job) for job in jobs]))
        command = ["node", "--import", "tsx", "scripts/zoo/host.ts", str(listed)]
        try:
            self.process = subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)
        except FileNotFoundError as error:
            raise SystemExit("node is not there; install Node.js and run npm ci") from error

    def answers(self) -> Iterator[dict]:
        with self.process as process:
            try:
                for _ in range(self.count):
                    line = process.stdout.readline()
                    if not line:
                        raise SystemExit("scripts/zoo/host.ts ended early; its message is above")
                    yield json.loads(line)
            finally:
                process.terminate()
