"""Writes the perceptual figures that src/image must reproduce, by independent programs.

    python scripts/zoo/golden_perceptual.py images test/golden/perceptual.json --ssimulacra2 PROGRAM [--basicsr FOLDER]

PROGRAM is called as `PROGRAM TRUTH.rgb OTHER.rgb WIDTH HEIGHT` and prints a score: the crate ssimulacra2 0.5.1 of rust-av
behind ten lines of main.rs, in float32. In float64 there is the Python package ssimulacra2 0.3.0, whose blur is replaced here,
since it has another one than libjxl. Beside them: MS-SSIM by scipy, and by pytorch-msssim 1.0.0 where five scales halve the
sizes evenly, since others do not mirror the edge as Wang's own program does; flip-evaluator 1.7 for FLIP; and BasicSR 1.4.2 for
NIQE, whose sources are in FOLDER.
"""

import argparse
import importlib.metadata
import importlib.util
import json
import subprocess
import sys
import tempfile
import types
from pathlib import Path

import flip_evaluator
import numpy as np
import pytorch_msssim
import ssimulacra2.ssimulacra2 as port
import torch
from measure import luma, resize_bicubic
from PIL import Image
from scipy import ndimage

NOISE = 24
PARTS = {"astronaut": ((256, 256), (301, 243)), "gradient": ((256, 240),)}
"""What is taken of some: sides that five scales halve evenly, and odd ones."""


def pairs(images: Path):
    """(what the test does, truth, other): photographs shrunk and enlarged by two, and parts of them with a pattern added."""
    for path in sorted(images.glob("*.png")):
        truth = np.asarray(Image.open(path).convert("RGB"))
        truth = truth[: truth.shape[0] // 2 * 2, : truth.shape[1] // 2 * 2]
        large = resize_bicubic(resize_bicubic(truth, 0.5, round_between=True), 2, round_between=False)
        yield {"file": path.name, "change": "enlarged"}, truth, large
        for width, height in PARTS.get(path.stem, ()):
            y, x, channel = np.mgrid[:height, :width, :3]
            cut = truth[:height, :width]
            other = np.minimum(255, cut + (x * x + 3 * y + 7 * channel) % NOISE).astype(np.uint8)
            yield {"file": path.name, "change": "noise", "width": width, "height": height}, cut, other


def figures(truth: np.ndarray, other: np.ndarray, program: str, niqe) -> dict[str, float]:
    found = {
        "ms_ssim_y": mirrored_ms_ssim(luma(other), luma(truth)),
        "ssimulacra2": ssimulacra2(truth, other),
        "ssimulacra2_float32": ssimulacra2_float32(truth, other, program),
        "flip_float32": flip(truth, other),
    }
    if all(side % 16 == 0 for side in truth.shape[:2]):
        found["ms_ssim_y_float32"] = ms_ssim(luma(other), luma(truth))
    if niqe is not None:
        found["niqe"] = niqe(luma(other))
    return found


def ms_ssim(y: np.ndarray, true_y: np.ndarray) -> float:
    planes = [torch.from_numpy(plane)[None, None] for plane in (y, true_y)]
    return float(pytorch_msssim.ms_ssim(*planes, data_range=255))


def mirrored_ms_ssim(y: np.ndarray, true_y: np.ndarray) -> float:
    product = 1.0
    for scale, weight in enumerate((0.0448, 0.2856, 0.3001, 0.2363, 0.1333)):
        mean, true_mean = window(y), window(true_y)
        covariance = window(y * true_y) - mean * true_mean
        variances = window(y**2) - mean**2 + window(true_y**2) - true_mean**2
        similarity = (2 * covariance + 7.65**2) / (variances + 7.65**2)
        if scale == 4:
            similarity *= (2 * mean * true_mean + 2.55**2) / (mean**2 + true_mean**2 + 2.55**2)
        product *= similarity.mean() ** weight
        y, true_y = (ndimage.uniform_filter(plane, 2, mode="reflect", origin=-1)[::2, ::2] for plane in (y, true_y))
    return float(product)


def window(plane: np.ndarray) -> np.ndarray:
    return ndimage.gaussian_filter(plane, 1.5, radius=5)[5:-5, 5:-5]


def flip(truth: np.ndarray, other: np.ndarray) -> float:
    planes = [image.astype(np.float32) / 255 for image in (truth, other)]
    error_map, _, _ = flip_evaluator.evaluate(*planes, "LDR", applyMagma=False)
    return float(np.mean(error_map, dtype=np.float64))


def ssimulacra2(truth: np.ndarray, other: np.ndarray) -> float:
    with tempfile.TemporaryDirectory() as folder:
        files = [str(Path(folder, name)) for name in ("truth.png", "other.png")]
        for file, image in zip(files, (truth, other), strict=True):
            Image.fromarray(image).save(file)
        return float(port.compute_ssimulacra2(*files))


def libjxl_blur(image: np.ndarray) -> np.ndarray:
    """The response of libjxl's recursive filter, lib/jxl/gauss_blur.cc, by the formulas that it takes from its paper."""
    sigma, radius = 1.5, 5
    omega = np.array([1, 3, 5]) * np.pi / (2 * radius)
    p = np.array([1, -1, 1]) / np.tan(omega / 2)
    r = np.array([1, -1, 1]) * p**2 / np.sin(omega)
    rho = np.exp(-0.5 * sigma**2 * omega**2) / radius
    zeta = np.array([p[1] * r[2] - r[1] * p[2], p[2] * r[0] - r[2] * p[0]]) / (p[0] * r[1] - r[0] * p[1])
    gamma = [1, radius**2 - sigma**2, zeta @ rho[:2] + rho[2]]
    beta = np.linalg.solve([p, r, [*zeta, 1]], gamma)
    taps = np.cos(np.outer(np.arange(-radius, radius + 1), omega)) @ beta
    along = ndimage.correlate1d(image, taps, axis=0, mode="constant")
    return ndimage.correlate1d(along, taps, axis=1, mode="constant")


port.blur_image = libjxl_blur


def ssimulacra2_float32(truth: np.ndarray, other: np.ndarray, program: str) -> float:
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, name) for name in ("truth.rgb", "other.rgb")]
        for file, image in zip(files, (truth, other), strict=True):
            file.write_bytes(np.ascontiguousarray(image).tobytes())
        height, width = truth.shape[:2]
        answer = subprocess.run([program, *files, str(width), str(height)], check=True, capture_output=True, text=True)
    return float(answer.stdout)


def load_niqe(folder: Path):
    """BasicSR's function without the rest of its package, which asks for more than is needed here."""
    for name in ("cv2", "basicsr", "basicsr.metrics", "basicsr.metrics.metric_util", "basicsr.utils", "torchvision.utils"):
        sys.modules[name] = types.ModuleType(name)
    sys.modules["basicsr.metrics.metric_util"].reorder_image = None
    sys.modules["basicsr.metrics.metric_util"].to_y_channel = None
    sys.modules["basicsr.utils.matlab_functions"] = load(folder / "basicsr/utils/matlab_functions.py", "matlab_functions")
    registry = types.ModuleType("basicsr.utils.registry")
    registry.METRIC_REGISTRY = types.SimpleNamespace(register=lambda: lambda function: function)
    sys.modules["basicsr.utils.registry"] = registry
    module = load(folder / "basicsr/metrics/niqe.py", "niqe")
    fitted = np.load(folder / "basicsr/metrics/niqe_pris_params.npz")
    parameters = [fitted[name] for name in ("mu_pris_param", "cov_pris_param", "gaussian_window")]
    return lambda y: float(module.niqe(y, *parameters))


def load(file: Path, name: str):
    spec = importlib.util.spec_from_file_location(name, file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("images", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--ssimulacra2", required=True, metavar="PROGRAM")
    parser.add_argument("--basicsr", type=Path, metavar="FOLDER")
    args = parser.parse_args()
    niqe = load_niqe(args.basicsr) if args.basicsr else None
    golden = {
        "made_with": {name: importlib.metadata.version(name) for name in ("scipy", "pytorch-msssim", "ssimulacra2", "flip-evaluator")}
        | {"ssimulacra2 (crates.io)": "0.5.1", "basicsr": "1.4.2"},
        "pairs": [{**about, **figures(*pair, args.ssimulacra2, niqe)} for about, *pair in pairs(args.images)],
    }
    args.out.write_text(json.dumps(golden, indent=2) + "\n")


if __name__ == "__main__":
    main()
