"""Judges a pair of raw RGB8 files with scikit-image, once for each line it reads; the other half of quality.ts."""

import json
import sys
import time

import numpy as np
import skimage
from skimage.metrics import peak_signal_noise_ratio, structural_similarity


def luma(image: np.ndarray) -> np.ndarray:
    red, green, blue = (image[..., channel].astype(np.float64) for channel in range(3))
    return (65.481 * red + 128.553 * green + 24.966 * blue) / 255 + 16


def judge(truth: np.ndarray, other: np.ndarray) -> dict:
    true_y, y = luma(truth), luma(other)
    _, similarity = structural_similarity(
        true_y, y, data_range=255, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, full=True
    )
    return {
        "psnrYDb": peak_signal_noise_ratio(true_y, y, data_range=255),
        "psnrRgbDb": peak_signal_noise_ratio(truth, other, data_range=255),
        # Only where the whole window fits; scikit-image's own mean does the same.
        "ssimY": similarity[5:-5, 5:-5].mean(),
    }


def main() -> None:
    truth_file, other_file, width, height, border = sys.argv[1:]
    inner = slice(int(border), -int(border) or None)
    truth, other = (
        np.ascontiguousarray(np.fromfile(file, np.uint8).reshape(int(height), int(width), 3)[inner, inner])
        for file in (truth_file, other_file)
    )
    for _ in sys.stdin:
        started = time.process_time()
        figures = judge(truth, other)
        spent_ms = (time.process_time() - started) * 1e3
        print(json.dumps({"ms": spent_ms, "figures": figures, "version": skimage.__version__}), flush=True)


main()
