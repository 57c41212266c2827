"""Exports the photographs under images/ from scikit-image's data, cropped to even sizes.

    python scripts/zoo/images.py images
"""

import argparse
from pathlib import Path

from PIL import Image
from skimage import data

PHOTOGRAPHS = {"astronaut": data.astronaut, "chelsea": data.chelsea, "coffee": data.coffee}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    out = parser.parse_args().out
    for name, load in PHOTOGRAPHS.items():
        pixels = load()
        height, width = (side - side % 2 for side in pixels.shape[:2])
        Image.fromarray(pixels[:height, :width]).save(out / f"{name}.png", optimize=True)
        print(out / f"{name}.png", width, height)


if __name__ == "__main__":
    main()
