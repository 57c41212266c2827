"""What an audit found, for a terminal, for readers and for programs."""

import json
import math
from dataclasses import asdict, dataclass

PAGE = """\
# The conversion audit

Every package on rezbench's host runtime against its PyTorch original, on {images}. Written by scripts/zoo/audit.py:

```
python scripts/zoo/audit.py models{option} --markdown models/AUDIT.md
```

`trained` is the PSNR (dB, luma) of the network as trained, `technique` that of the network in PyTorch with its weights
as the technique leaves them, `package` that of the package; `delta` is package less technique. Images go in tiles
without overlap, so these figures lie a little below those of whole images; all three get the same tiles. Errors are
the package's against `technique`, before rounding, in units of 255. A package passes within 0.05 dB, a mean error of
0.05 and a greatest error of 2; where activations are quantized, 2 and 25, since a value between two of their steps may
round either way. A package of several sizes is compared at each.

The host computes in float32: this audits conversion and the storing of weights, not a phone's half-precision
arithmetic, which a sweep's fidelity_db measures. Where a value of a half-precision package exceeds 65,504 on the first
tile, or all of it lies below the normal numbers, the verdict names the operation; that alone fails no package.

{table}
"""

HEAD = ["package", "trained", "technique", "package", "delta", "max error", "mean error", "verdict"]


@dataclass(frozen=True)
class Row:
    """PSNR in dB, errors in units of 255; None where the package could not be compared. `fault` is None if it passes."""

    name: str
    trained_db: float | None = None
    technique_db: float | None = None
    package_db: float | None = None
    max_error: float | None = None
    mean_error: float | None = None
    fault: str | None = None
    where: str | None = None
    half_losses: tuple[str, ...] = ()

    @property
    def delta_db(self) -> float | None:
        if self.package_db is None or self.technique_db is None:
            return None
        return self.package_db - self.technique_db

    @property
    def verdict(self) -> str:
        verdict = "pass" if self.fault is None else self.fault
        if self.where is not None:
            verdict = f"{verdict}, {self.where}"
        if not self.half_losses:
            return verdict
        first, *others = self.half_losses
        more = f" and {len(others)} more" if others else ""
        return f"{verdict}; in half precision {first}{more}"


def format_cells(row: Row) -> list[str]:
    def number(value: float | None, form: str) -> str:
        return "" if value is None else f"{value:{form}}"

    levels = [number(value, ".3f") for value in (row.trained_db, row.technique_db, row.package_db)]
    errors = [number(value, ".4f") for value in (row.max_error, row.mean_error)]
    return [row.name, *levels, number(row.delta_db, "+.4f"), *errors, row.verdict]


def terminal(rows: list[Row]) -> str:
    table = [HEAD, *map(format_cells, rows)]
    widths = [max(len(line[column]) for line in table) for column in range(len(HEAD) - 1)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(line, [*widths, 0], strict=True)) for line in table]
    failed = sum(row.fault is not None for row in rows)
    return "\n".join([*lines, f"{len(rows) - failed} of {len(rows)} packages pass"])


def markdown(rows: list[Row], images: str) -> str:
    lines = [HEAD, ["---"] * len(HEAD), *map(format_cells, rows)]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return PAGE.format(images=images, option=" --set5 Set5" if images == "Set5" else "", table=table)


def to_json(rows: list[Row], images: str) -> str:
    def to_fields(row: Row) -> dict:
        fields = {**asdict(row), "delta_db": row.delta_db}
        return {name: value for name, value in fields.items() if value not in (None, ()) and is_finite(value)}

    return json.dumps({"images": images, "packages": [to_fields(row) for row in rows]}, indent=2) + "\n"


def is_finite(value: object) -> bool:
    return not isinstance(value, float) or math.isfinite(value)
