"""Measures networks on Set5 x2 in PyTorch.

    python scripts/zoo/set5.py Set5 test/golden/set5.json

For the plain network and the small SwinIR, every image and tile side (0: the whole image, mirrored to a multiple of 8):
PSNR and SSIM of the float32 output, rounded half to even. The folder holds HR and LR_bicubic/X2.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from families import FAMILIES
from measure import psnr_rgb_db, psnr_y_db, ssim_y
from PIL import Image
from tiles import mirror_indices, upscale_tiled

IMAGES = ("baby", "bird", "butterfly", "head", "woman")
SCALE, MARGIN, WHOLE = 2, 16, 0


def pair(folder: Path, name: str) -> tuple[np.ndarray, np.ndarray]:
    """The small image and the true one, cropped to twice its size."""
    small = read(folder / "LR_bicubic" / "X2" / f"{name}x2.png")
    height, width = small.shape[:2]
    return small, read(folder / "HR" / f"{name}.png")[: height * SCALE, : width * SCALE]


def read(path: Path) -> np.ndarray:
    if not path.exists():
        raise SystemExit(f"{path} does not exist; give the folder that holds Set5's HR and LR_bicubic")
    try:
        return np.asarray(Image.open(path).convert("RGB"))
    except OSError as error:
        raise SystemExit(f"{path} cannot be read as an image: {error}") from error


@torch.inference_mode()
def run(net: torch.nn.Module, image: np.ndarray) -> np.ndarray:
    """uint8 [H, W, 3] to uint8 [2H, 2W, 3]."""
    batch = torch.from_numpy(image.astype(np.float32) / 255).permute(2, 0, 1)[None]
    return net(batch)[0].clamp(0, 1).mul(255).round().byte().permute(1, 2, 0).numpy()


def enlarge(net: torch.nn.Module, image: np.ndarray, side: int) -> np.ndarray:
    if side != WHOLE:
        return upscale_tiled(image, side, MARGIN, SCALE, lambda window: run(net, window))
    height, width = image.shape[:2]
    unit = getattr(net, "unit", 8)
    rows, columns = (mirror_indices(0, -(-side // unit) * unit, side) for side in (height, width))
    padded = image[np.ix_(rows, columns)]
    return run(net, padded)[: height * SCALE, : width * SCALE]


def mean_psnr_y_db(net: torch.nn.Module, folder: Path) -> float:
    return whole_psnr_y_db(net, [pair(folder, name) for name in IMAGES])


def whole_psnr_y_db(net: torch.nn.Module, pairs: list[tuple[np.ndarray, np.ndarray]]) -> float:
    """The mean over pairs of a small image and the true one, enlarged whole."""
    return float(np.mean([psnr_y_db(enlarge(net, small, WHOLE), truth, SCALE) for small, truth in pairs]))


def measure_figures(net: torch.nn.Module, folder: Path, name: str, side: int) -> dict[str, float]:
    small, truth = pair(folder, name)
    output = enlarge(net, small, side)
    return {
        "psnr_y_db": psnr_y_db(output, truth, SCALE),
        "psnr_rgb_db": psnr_rgb_db(output, truth, SCALE),
        "ssim_y": ssim_y(output, truth, SCALE),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set5", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--weights", type=Path, default=Path("models/weights"))
    args = parser.parse_args()

    rows = []
    for family in (FAMILIES["plain-x2"], FAMILIES["swinir-s-x2"]):
        net = family.load(args.weights)
        for side in (WHOLE, 64, 128):
            for name in IMAGES:
                measured = measure_figures(net, args.set5, name, side)
                rows.append({"network": family.name, "tile": side, "image": name, **measured})
            mean = np.mean([row["psnr_y_db"] for row in rows[-len(IMAGES) :]])
            print(family.name, side, f"{mean:.3f}", flush=True)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out.write_text(json.dumps({"margin": MARGIN, "scale": SCALE, "rows": rows}, indent=2) + "\n")


if __name__ == "__main__":
    main()
