"""Super-resolution's measures and MATLAB's bicubic resizing, in float64 NumPy.

They follow SwinIR's main_test_swinir.py: luma of BT.601 in 16-235 without rounding, a border left out, SSIM by Wang et
al. (IEEE TIP 13(4), 2004). Images are uint8 [H, W, 3].
"""

import numpy as np

LUMA = np.array([65.481, 128.553, 24.966])


def luma(image: np.ndarray) -> np.ndarray:
    return image.astype(np.float64) @ LUMA / 255 + 16


def inner(image: np.ndarray, border: int) -> np.ndarray:
    return image[border : image.shape[0] - border, border : image.shape[1] - border]


def psnr_db(a: np.ndarray, b: np.ndarray) -> float:
    difference = a.astype(np.float64) - b.astype(np.float64)
    return float(20 * np.log10(255 / np.sqrt(np.mean(difference**2))))


def psnr_y_db(a: np.ndarray, b: np.ndarray, border: int) -> float:
    return psnr_db(inner(luma(a), border), inner(luma(b), border))


def psnr_rgb_db(a: np.ndarray, b: np.ndarray, border: int) -> float:
    return psnr_db(inner(a, border), inner(b, border))


def ssim_y(a: np.ndarray, b: np.ndarray, border: int) -> float:
    """Mean over the places where the 11x11 Gaussian window (sigma 1.5) fits."""
    x, y = inner(luma(a), border), inner(luma(b), border)
    mean_x, mean_y = filtered(x), filtered(y)
    variance_x = filtered(x * x) - mean_x**2
    variance_y = filtered(y * y) - mean_y**2
    covariance = filtered(x * y) - mean_x * mean_y
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    above = (2 * mean_x * mean_y + c1) * (2 * covariance + c2)
    below = (mean_x**2 + mean_y**2 + c1) * (variance_x + variance_y + c2)
    return float(np.mean(above / below))


def filtered(plane: np.ndarray) -> np.ndarray:
    kernel = np.exp(-((np.arange(11) - 5) ** 2) / (2 * 1.5**2))
    kernel /= kernel.sum()
    for axis in (0, 1):
        plane = np.lib.stride_tricks.sliding_window_view(plane, 11, axis) @ kernel
    return plane


def resized(image: np.ndarray, scale: float, between: bool) -> np.ndarray:
    """imresize(image, scale, 'bicubic'), rows first; `between` rounds after the first pass too, as imresize does."""
    tall = matrix(image.shape[0], scale) @ image.reshape(image.shape[0], -1).astype(np.float64)
    tall = tall.reshape(-1, *image.shape[1:])
    wide = np.einsum("ow,hwc->hoc", matrix(image.shape[1], scale), rounded(tall) if between else tall)
    return rounded(wide).astype(np.uint8)


def rounded(values: np.ndarray) -> np.ndarray:
    return np.floor(np.clip(values, 0, 255) + 0.5)


def matrix(length: int, scale: float) -> np.ndarray:
    """Row i holds the weights of the input samples in output sample i: Keys' kernel, a = -0.5, mirrored edges."""
    count, shrink = int(np.ceil(length * scale)), min(scale, 1.0)
    weights = np.zeros((count, length))
    for out in range(count):
        centre = (out + 0.5) / scale - 0.5
        taps = np.arange(np.floor(centre - 2 / shrink), np.floor(centre + 2 / shrink) + 2).astype(int)
        values = keys(shrink * (centre - taps))
        folded = np.mod(taps, 2 * length)
        np.add.at(weights[out], np.where(folded < length, folded, 2 * length - 1 - folded), values / values.sum())
    return weights


def keys(x: np.ndarray) -> np.ndarray:
    d = np.abs(x)
    near, far = 1.5 * d**3 - 2.5 * d**2 + 1, -0.5 * d**3 + 2.5 * d**2 - 4 * d + 2
    return np.where(d <= 1, near, np.where(d <= 2, far, 0.0))
