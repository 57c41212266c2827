"""Writes the figures that src/image must reproduce.

    python scripts/zoo/golden_quality.py images test/golden/quality.json

The pairs follow formulas, so that a test in any language can compute them; the photographs are shrunk and
enlarged by two.
"""

import argparse
import hashlib
import json
from pathlib import Path

import numpy as np
from measure import psnr_rgb_db, psnr_y_db, resize_bicubic, ssim_y
from PIL import Image

FORMULAS = (
    {"width": 33, "height": 27, "a": 7, "b": 5, "c": 3, "noise": 16, "border": 2},
    {"width": 40, "height": 24, "a": 1, "b": 11, "c": 17, "noise": 3, "border": 0},
    {"width": 21, "height": 48, "a": 31, "b": 2, "c": 9, "noise": 120, "border": 4},
)
"""truth(x, y, ch) = (a*x + b*y + c*ch*x*y) mod 256; the other image adds (x*x + 3*y + 7*ch) mod noise, at most 255."""


def formula_pair(width: int, height: int, a: int, b: int, c: int, noise: int) -> tuple[np.ndarray, np.ndarray]:
    y, x, channel = np.mgrid[:height, :width, :3]
    truth = (a * x + b * y + c * channel * x * y) % 256
    other = np.minimum(255, truth + (x * x + 3 * y + 7 * channel) % noise)
    return other.astype(np.uint8), truth.astype(np.uint8)


def measures(image: np.ndarray, truth: np.ndarray, border: int) -> dict[str, float]:
    return {
        "psnr_y_db": psnr_y_db(image, truth, border),
        "psnr_rgb_db": psnr_rgb_db(image, truth, border),
        "ssim_y": ssim_y(image, truth, border),
    }


def measure_formula(formula: dict[str, int]) -> dict:
    pair = formula_pair(**{name: value for name, value in formula.items() if name != "border"})
    return {**formula, **measures(*pair, formula["border"])}


def measure_photograph(path: Path) -> dict:
    truth = np.asarray(Image.open(path).convert("RGB"))
    small = resize_bicubic(truth, 0.5, round_between=True)
    large = resize_bicubic(small, 2, round_between=False)
    return {"file": path.name, "small_sha256": sha256(small), "large_sha256": sha256(large), **measures(large, truth, 2)}


def sha256(image: np.ndarray) -> str:
    return hashlib.sha256(image.tobytes()).hexdigest()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("images", type=Path)
    parser.add_argument("out", type=Path)
    args = parser.parse_args()
    photographs = [measure_photograph(path) for path in sorted(args.images.glob("*.png"))]
    golden = {"formulas": [measure_formula(formula) for formula in FORMULAS], "photographs": photographs}
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps(golden, indent=2) + "\n")


if __name__ == "__main__":
    main()
