"""Compares every package on the host runtime with its PyTorch original.

    python scripts/zoo/audit.py models --set5 Set5

For each package: the PSNR of the trained network, of the network with its weights as the technique leaves them, and of
the package, in the same tiles; the package's error against the second, in units of 255. Exits 1 when a package is
more than 0.05 dB, a mean error of 0.05 or an error of 2 away from what its technique costs in PyTorch (2 and 25 where
activations are quantized), and names the first operation that departs from the same-named one in an fp32 sibling, which
is converted anew.
"""

import argparse
import hashlib
import logging
import sys
import tempfile
import warnings
from dataclasses import dataclass, replace
from pathlib import Path

import coremltools as ct
import numpy as np
import torch
from audit_host import REPOSITORY, Depart, Host, Predict
from audit_images import Pairs, in_pytorch, mean_psnr_y_db, photographs, set5, tiles_of
from audit_originals import Original, Unauditable, original_of, save_fp32_sibling
from audit_report import Row, markdown, terminal, to_json
from make import scale_of
from set5 import whole_psnr_y_db

logging.getLogger("coremltools").setLevel(logging.ERROR)

LIMIT_DB = 0.05
LIMIT_ERRORS = {None: (0.05, 2.0), "int8": (2.0, 25.0)}
"""The mean and the greatest error in units of 255, by what the recipe does to activations. PSNR alone is blind: a SwinIR
whose attention masks are left out loses a fiftieth of a decibel. Between two of the steps that activations are rounded to,
the order of a sum decides, and from there on whole steps differ."""
DEPARTS = "departs from PyTorch"
DEPARTURE = 0.005
"""Relative. Rounding to fp16 is part of both sides; what is left is the order of float32 sums."""


@dataclass(frozen=True)
class Case:
    """A package, or one function or size of it; `recorded_db` is the PSNR on whole images that its metadata tells."""

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
    except Exception as error:  # noqa: BLE001 (coremltools raises what it likes for a damaged package)
        raise Unauditable(f"{package} cannot be read: {str(error).splitlines()[0]}") from error
    told = model.user_defined_metadata.get("rezbench.set5_psnr_y_db")
    entries = entries_of(package, model)
    cases = []
    for function, side in entries:
        name = package.stem if len(entries) == 1 else f"{package.stem} at {side}"
        original = original_of(package, model, weights, side)
        scale = scale_of(original.trained, side)
        cases.append(Case(name, package, function, original, side, scale, None if told is None else float(told)))
    return cases


def entries_of(package: Path, model: ct.models.MLModel) -> list[tuple[str | None, int]]:
    """Functions, None for a package that names none, and the sides of the squares they take."""
    description = model.get_spec().description
    interfaces = [(one.name, one.input) for one in description.functions] or [(None, description.input)]
    entries = []
    for function, inputs in interfaces:
        image = inputs[0].type.imageType
        for size in image.enumeratedSizes.sizes or [image]:
            if size.width < 1 or size.width != size.height:
                raise Unauditable(f"{package} takes no square image")
            entries.append((function, size.width))
    return entries


class Audit:
    """Works in `folder`; what networks compute is kept, as many packages share one."""

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
            except Unauditable as error:
                rows.append(Row(package.stem, fault=str(error)))
        jobs = [
            Predict(*self.run_of(case), str(self.folder / f"{index}.f32"))
            for index, case in enumerate(cases)
        ]
        for case, job, answer in zip(cases, jobs, Host(jobs, self.folder).answers(), strict=True):
            rows.append(self.row(case, Path(job.out), answer, check_recorded))
        self.explain(cases, rows)
        return sorted(rows, key=lambda row: row.name)

    def row(self, case: Case, out: Path, answer: dict, check_recorded: bool) -> Row:
        name = case.name
        if "problem" in answer:
            return Row(name, fault=answer["problem"])
        pairs = self.pairs(case.scale)
        expected = self.computed(case.original.expected, case)
        found = np.fromfile(out, np.float32).reshape(answer["shape"])
        out.unlink()
        if found.shape != expected.shape:
            return Row(name, fault=f"makes {list(found.shape[1:3])} where PyTorch makes {list(expected.shape[1:3])}")
        trained_db, expected_db, package_db = (
            mean_psnr_y_db(outputs, pairs, case.side, case.scale)
            for outputs in (self.computed(case.original.trained, case), expected, found)
        )
        error = np.abs(found.astype(np.float64) - expected)
        row = Row(name, trained_db, expected_db, package_db, float(error.max()), float(error.mean()))
        mean_error, max_error = LIMIT_ERRORS[case.original.recipe.activations]
        if not (row.mean_error <= mean_error and row.max_error <= max_error and abs(row.delta_db) <= LIMIT_DB):
            return replace(row, fault=DEPARTS)
        # An uncompressed package is compared with the trained weights; a compressed one with those it stores.
        if check_recorded and case.original.recipe.weights and case.recorded_db is not None:
            now_db = whole_psnr_y_db(case.original.expected, pairs)
            if not abs(now_db - case.recorded_db) <= LIMIT_DB:
                told = f"{case.recorded_db:.3f} dB, now {now_db:.3f} dB"
                fault = f"stores other weights than those it was measured with ({told})"
                return replace(row, fault=fault, where=f"most of all {changed_most(case.original)}")
        return row

    def explain(self, cases: list[Case], rows: list[Row]) -> None:
        """Says in the rows that depart where they begin to."""
        departing = {row.name for row in rows if row.fault == DEPARTS}
        chosen = [case for case in cases if case.name in departing]
        jobs = []
        for index, case in enumerate(chosen):
            sibling = self.folder / f"sibling{index}.mlpackage"
            save_fp32_sibling(case.original, case.side, sibling)
            jobs.append(Depart(*self.run_of(case), str(sibling), DEPARTURE))
        if not jobs:
            return
        answers = Host(jobs, self.folder).answers()
        told = {case.name: where(answer) for case, answer in zip(chosen, answers, strict=True)}
        rows[:] = [replace(row, where=told[row.name]) if row.name in told else row for row in rows]

    def computed(self, net: torch.nn.Module, case: Case) -> np.ndarray:
        key = f"{digest(net)} {case.side}"
        if key not in self.outputs:
            self.outputs[key] = in_pytorch(net, self.cut(case))
        return self.outputs[key]

    def cut(self, case: Case) -> np.ndarray:
        key = (case.side, case.scale)
        if key not in self.tiles:
            self.tiles[key] = tiles_of(self.pairs(case.scale), *key)
        return self.tiles[key]

    def run_of(self, case: Case) -> tuple[str, str | None, str, int]:
        """What a job says of the package and its input."""
        return str(case.package.resolve()), case.function, self.raw(case), case.side

    def raw(self, case: Case) -> str:
        path = self.folder / f"tiles-{case.side}-x{case.scale}.rgb"
        if not path.exists():
            path.write_bytes(self.cut(case).tobytes())
        return str(path)


def changed_most(original: Original) -> str:
    """The parameter that the package stores farthest from the trained one, relative to its norm."""
    trained = dict(original.trained.named_parameters())
    changes = {
        name: ((kept - trained[name]).norm() / trained[name].norm().clamp(min=1e-12)).item()
        for name, kept in original.expected.named_parameters()
    }
    name = max(changes, key=changes.__getitem__)
    return f"{name}, by {changes[name]:.1%}"


def digest(net: torch.nn.Module) -> str:
    found = hashlib.sha256(repr(net).encode())
    for value in net.state_dict().values():
        found.update(value.numpy().tobytes() if isinstance(value, torch.Tensor) else str(value).encode())
    return found.hexdigest()


def where(answer: dict) -> str:
    """In a sentence without its subject."""
    if "problem" in answer:
        return answer["problem"]
    match answer["kind"]:
        case "departs":
            value, by = answer["value"], answer.get("by")
            size = "is not finite" if by is None else f"by {by:.2%}"
            between = ", ".join(map(named, answer["between"]))
            return f"first in {named(value)}, {size}" + (f", unless in {between} before it" if between else "")
        case "agrees":
            return f"{answer['compared']} values agree with the fp32 sibling's; what differs has other names"
    return "names differ"


def named(value: dict) -> str:
    return f"{value['name']} ({value['operation']})"


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
            parser.error(f"{written} cannot be written: {written.parent} is no folder")
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
