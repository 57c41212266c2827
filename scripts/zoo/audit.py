"""Compares every package on the host runtime with its PyTorch original.

    python scripts/zoo/audit.py models --set5 Set5

For each package: the PSNR of the trained network, of the network with its weights as the technique leaves them, and of
the package, in the same tiles; the package's error against the second, in units of 255. Exits 1 when a package is
more than 0.05 dB, a mean error of 0.05 or an error of 2 away from the network with those weights (2 and 25 where
activations are quantized), and names the first operation that diverges from the one of the same name in an fp32 sibling, which is
converted for the purpose.
"""

import argparse
import hashlib
import logging
import sys
import tempfile
import warnings
from dataclasses import dataclass, replace
from pathlib import Path
from typing import assert_never

import coremltools as ct
import numpy as np
import torch
from audit_host import (
    REPOSITORY,
    Agrees,
    Answer,
    CompareJob,
    Comparison,
    Diverges,
    Host,
    InnerValue,
    NothingToCompare,
    PredictJob,
    Problem,
)
from audit_images import Pairs, cut_tiles, mean_psnr_y_db, photographs, run_in_pytorch, set5
from audit_originals import Original, PackageNotAuditable, find_original, save_fp32_sibling
from audit_report import Row, markdown, terminal, to_json
from make import measure_scale
from package_metadata import read_metadata
from set5 import whole_psnr_y_db

logging.getLogger("coremltools").setLevel(logging.ERROR)

LIMIT_DB = 0.05
LIMIT_ERRORS = {None: (0.05, 2.0), "int8": (2.0, 25.0)}
"""The mean and the greatest error in units of 255, by how the recipe quantizes activations. PSNR alone would miss errors:
a SwinIR without its attention masks loses a fiftieth of a decibel. An activation between two quantization steps may round
either way, as the order of a sum decides, and then differs by a whole step."""
DIVERGES = "diverges from PyTorch"
TOLERANCE = 0.005
"""The relative RMS error of a value. Both sides round weights to fp16; what remains is the order of float32 sums."""


@dataclass(frozen=True)
class Case:
    """A package, or one function or size of it; `recorded_db` is the PSNR on whole images that its metadata records."""

    name: str
    package: Path
    function: str | None
    original: Original
    side: int
    scale: int
    recorded_db: float | None


def read_cases(package: Path, weights: Path) -> list[Case]:
    try:
        model = ct.models.MLModel(str(package), skip_model_load=True)
    except Exception as error:  # noqa: BLE001 (coremltools raises exceptions of any kind for a damaged package)
        raise PackageNotAuditable(f"{package} cannot be read: {str(error).splitlines()[0]}") from error
    try:
        metadata = read_metadata(model)
    except ValueError as error:
        raise PackageNotAuditable(f"{package}: {error}") from error
    entries = read_entries(package, model)
    cases = []
    for function, side in entries:
        name = package.stem if len(entries) == 1 else f"{package.stem} at {side}"
        original = find_original(package, model, metadata, weights, side)
        scale = measure_scale(original.trained, side)
        cases.append(Case(name, package, function, original, side, scale, metadata.set5_psnr_y_db))
    return cases


def read_entries(package: Path, model: ct.models.MLModel) -> list[tuple[str | None, int]]:
    """The functions, None in a package that names none, and the sides of the squares that they take."""
    description = model.get_spec().description
    interfaces = [(one.name, one.input) for one in description.functions] or [(None, description.input)]
    entries = []
    for function, inputs in interfaces:
        image = inputs[0].type.imageType
        for size in image.enumeratedSizes.sizes or [image]:
            if size.width < 1 or size.width != size.height:
                raise PackageNotAuditable(f"{package} does not take a square image; the audit runs no other")
            entries.append((function, size.width))
    return entries


class Audit:
    """Works in `folder`; keeps what networks compute, since many packages share a network."""

    def __init__(self, pairs: Pairs, folder: Path) -> None:
        self.pairs, self.folder = pairs, folder
        self.outputs: dict[str, np.ndarray] = {}
        self.tiles: dict[tuple[int, int], np.ndarray] = {}

    def run(self, packages: list[Path], weights: Path, check_recorded: bool) -> list[Row]:
        cases: list[Case] = []
        rows: list[Row] = []
        for package in packages:
            try:
                cases.extend(read_cases(package, weights))
            except PackageNotAuditable as error:
                rows.append(Row(package.stem, fault=str(error)))
        jobs = [
            PredictJob(*self.describe_run(case), str(self.folder / f"{index}.f32"))
            for index, case in enumerate(cases)
        ]
        for case, job, answer in zip(cases, jobs, Host(jobs, self.folder).answers(), strict=True):
            rows.append(self.judge(case, Path(job.out), answer, check_recorded))
        self.explain(cases, rows)
        return sorted(rows, key=lambda row: row.name)

    def judge(self, case: Case, out: Path, answer: Answer, check_recorded: bool) -> Row:
        name = case.name
        if isinstance(answer, Problem):
            return Row(name, fault=answer.message)
        pairs = self.pairs(case.scale)
        expected = self.compute(case.original.expected, case)
        outputs = np.fromfile(out, np.float32).reshape(answer.shape)
        out.unlink()
        if outputs.shape != expected.shape:
            sizes = f"{list(outputs.shape[1:3])} where PyTorch outputs {list(expected.shape[1:3])}"
            return Row(name, fault=f"outputs {sizes}")
        trained_db, expected_db, package_db = (
            mean_psnr_y_db(images, pairs, case.side, case.scale)
            for images in (self.compute(case.original.trained, case), expected, outputs)
        )
        error = np.abs(outputs.astype(np.float64) - expected)
        levels = (trained_db, expected_db, package_db)
        row = Row(name, *levels, float(error.max()), float(error.mean()), half_losses=answer.half_losses)
        mean_error, max_error = LIMIT_ERRORS[case.original.recipe.activations]
        if not (row.mean_error <= mean_error and row.max_error <= max_error and abs(row.delta_db) <= LIMIT_DB):
            return replace(row, fault=DIVERGES)
        # An uncompressed package is compared with the trained weights; a compressed one with those it stores.
        if check_recorded and case.original.recipe.weights and case.recorded_db is not None:
            now_db = whole_psnr_y_db(case.original.expected, pairs)
            if not abs(now_db - case.recorded_db) <= LIMIT_DB:
                change = f"{case.recorded_db:.3f} dB, now {now_db:.3f} dB"
                fault = f"stores other weights than those it was measured with ({change})"
                return replace(row, fault=fault, where=f"most of all in {find_most_changed(case.original)}")
        return row

    def explain(self, cases: list[Case], rows: list[Row]) -> None:
        """Adds to the rows that diverge where they begin to."""
        diverging = {row.name for row in rows if row.fault == DIVERGES}
        chosen = [case for case in cases if case.name in diverging]
        jobs = []
        for index, case in enumerate(chosen):
            sibling = self.folder / f"sibling{index}.mlpackage"
            save_fp32_sibling(case.original, case.side, sibling)
            jobs.append(CompareJob(*self.describe_run(case), str(sibling), TOLERANCE))
        if not jobs:
            return
        answers = Host(jobs, self.folder).answers()
        places = {case.name: describe_comparison(answer) for case, answer in zip(chosen, answers, strict=True)}
        rows[:] = [replace(row, where=places[row.name]) if row.name in places else row for row in rows]

    def compute(self, net: torch.nn.Module, case: Case) -> np.ndarray:
        key = f"{hash_network(net)} {case.side}"
        if key not in self.outputs:
            self.outputs[key] = run_in_pytorch(net, self.prepare_tiles(case))
        return self.outputs[key]

    def prepare_tiles(self, case: Case) -> np.ndarray:
        key = (case.side, case.scale)
        if key not in self.tiles:
            self.tiles[key] = cut_tiles(self.pairs(case.scale), *key)
        return self.tiles[key]

    def describe_run(self, case: Case) -> tuple[str, str | None, str, int]:
        """The fields of a job that name the package and its input."""
        return str(case.package.resolve()), case.function, self.write_tiles(case), case.side

    def write_tiles(self, case: Case) -> str:
        path = self.folder / f"tiles-{case.side}-x{case.scale}.rgb"
        if not path.exists():
            path.write_bytes(self.prepare_tiles(case).tobytes())
        return str(path)


def find_most_changed(original: Original) -> str:
    """The parameter whose stored value is farthest from the trained one, relative to its norm."""
    trained = dict(original.trained.named_parameters())
    changes = {
        name: ((stored - trained[name]).norm() / trained[name].norm().clamp(min=1e-12)).item()
        for name, stored in original.expected.named_parameters()
    }
    name = max(changes, key=changes.__getitem__)
    return f"{name}, by {changes[name]:.1%}"


def hash_network(net: torch.nn.Module) -> str:
    digest = hashlib.sha256(repr(net).encode())
    for value in net.state_dict().values():
        digest.update(value.numpy().tobytes() if isinstance(value, torch.Tensor) else str(value).encode())
    return digest.hexdigest()


def describe_comparison(answer: Comparison) -> str:
    """The end of a sentence that says that a package diverges."""
    match answer:
        case Problem(message):
            return message
        case Diverges(value, relative_error, unmatched):
            size = "which is not finite" if relative_error is None else f"by {relative_error:.2%}"
            place = f"first in {format_value(value)}, {size}"
            earlier = ", ".join(map(format_value, unmatched))
            if not unmatched:
                return place
            return f"{place}, unless already in {earlier}, without a counterpart in the fp32 sibling"
        case Agrees(compared):
            return f"{compared} values agree with the fp32 sibling's; the values that differ have other names there"
        case NothingToCompare():
            return "no value has a name that the fp32 sibling has too"
        case _:
            assert_never(answer)


def format_value(value: InnerValue) -> str:
    return f"{value.name} ({value.operation})"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("models", type=Path, help="folder of the packages")
    parser.add_argument("--weights", type=Path, help="folder of the .safetensors files; MODELS/weights if left out")
    parser.add_argument("--set5", type=Path, help="folder of the Set5 images; the photographs of images/ if left out")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="only the packages of these names")
    parser.add_argument("--markdown", type=Path, help="write the table here")
    parser.add_argument("--json", type=Path, help="write the figures here")
    args = parser.parse_args()
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)  # The host runtime has the other core.

    packages = [path for path in sorted(args.models.glob("*.mlpackage")) if not args.only or path.stem in args.only]
    if not packages or (args.only and len(packages) < len(set(args.only))):
        parser.error(f"{args.models} does not hold {', '.join(args.only or ['any .mlpackage'])}")
    for written in filter(None, (args.markdown, args.json)):
        if not written.parent.is_dir():
            parser.error(f"{written} cannot be written: {written.parent} is not a folder")
    pairs = set5(args.set5) if args.set5 else photographs(REPOSITORY / "images")
    with tempfile.TemporaryDirectory() as folder:
        audit = Audit(pairs, Path(folder))
        rows = audit.run(packages, args.weights or args.models / "weights", args.set5 is not None)
    print(terminal(rows))
    images = "Set5" if args.set5 else "the photographs of images/"
    if args.markdown:
        args.markdown.write_text(markdown(rows, images))
    if args.json:
        args.json.write_text(to_json(rows, images))
    return int(any(row.fault for row in rows))


if __name__ == "__main__":
    sys.exit(main())
