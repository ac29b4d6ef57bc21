"""What NumPy and SciPy make of the same samples. A request as JSON on stdin, its answer as JSON on stdout."""

import json
import sys

import numpy as np

WINDOWS = {
    "hann": "hann",
    "hamming": "hamming",
    "blackmanHarris": "blackmanharris",
    "kaiser": ("kaiser", 12.0),
    "flatTop": "flattop",
    "rectangular": "boxcar",
}


def window_of(kind, size):
    # Seconds to import: only where it is needed.
    from scipy import signal

    return signal.get_window(("gaussian", size / 8) if kind == "gaussian" else WINDOWS[kind], size)


def read(path):
    return np.fromfile(path, dtype="<f4").astype(np.float64)


def level(power):
    with np.errstate(divide="ignore"):
        return 10 * np.log10(power)


def stft(samples, window, size, padding, hop, combine):
    """dBFS by [bin, column]; a full-scale sine reads 0. Window i is centred on (i + 1/2) * hop; `combine` are a column."""
    from scipy import signal

    padded = np.concatenate([np.zeros(size // 2 - hop // 2), samples, np.zeros(size)])
    _, _, power = signal.spectrogram(
        padded,
        window=window_of(window, size),
        nperseg=size,
        noverlap=size - hop,
        nfft=size * padding,
        detrend=False,
        scaling="spectrum",
    )
    # SciPy gives a sine's mean square, half the square of its amplitude; and DC's and Nyquist's as they are.
    power[1:-1] *= 2
    windows, how = combine
    power = power[:, : power.shape[1] // windows * windows].reshape(len(power), -1, windows)
    return level(power.max(axis=2) if how == "max" else power.mean(axis=2))


def do_stft(request):
    samples = read(request["samples"])
    answers = []
    random = np.random.default_rng(request["seed"])
    for case in request["cases"]:
        levels = stft(samples, *(case[name] for name in ("window", "size", "padding", "hop", "combine")))
        levels = levels[:, : case["columns"]]
        bins, columns = np.nonzero(levels > levels.max() - 100)
        chosen = random.choice(len(bins), min(case["points"], len(bins)), replace=False)
        answers.append([[int(columns[i]), int(bins[i]), float(levels[bins[i], columns[i]])] for i in chosen])
    return answers


def do_windows(request):
    return [window_of(kind, request["size"]).tolist() for kind in request["kinds"]]


def do_scales(request):
    f = np.array(request["hertz"], dtype=np.float64)
    return {
        "linear": f.tolist(),
        "log": np.log2(f).tolist(),
        "mel": (2595 * np.log10(1 + f / 700)).tolist(),
        "bark": (26.81 / (1 + 1960 / f) - 0.53).tolist(),
        "erb": (21.4 * np.log10(1 + 0.00437 * f)).tolist(),
    }


def do_rows(request):
    """Of each axis where each bin lies, in rows from the lower edge; None outside."""
    hertz = np.maximum(np.arange(request["bins"]) * request["binHz"], 1e-9)
    answers = []
    for axis in request["axes"]:
        low, high = do_scales({"hertz": [axis["low"], axis["high"]]})[axis["scale"]]
        positions = np.array(do_scales({"hertz": hertz})[axis["scale"]])
        parts = (positions - low) / (high - low) * axis["rows"]
        answers.append([float(part) if 0 <= part <= axis["rows"] else None for part in parts])
    return answers


def do_reassigned(request):
    """Energy, time and frequency of each bin by the Hann window's own derivative."""
    samples = read(request["samples"])
    size, padding = request["size"], request["padding"]
    length = size * padding
    turn = 2 * np.pi * np.arange(size) / size
    window, slope = 0.5 - 0.5 * np.cos(turn), np.pi / size * np.sin(turn)
    time = np.arange(size) - size / 2
    answers = []
    for first in request["firsts"]:
        part = samples[first : first + size]
        plain, timed, sloped = (np.fft.rfft(part * w, length) for w in (window, window * time, slope))
        power = np.abs(plain) ** 2
        answers.append(
            {
                "energy": (4 * power / (length * np.sum(window**2))).tolist(),
                "frames": np.real(timed / plain).tolist(),
                "bins": (np.arange(len(plain)) - np.imag(sloped / plain) * length / (2 * np.pi)).tolist(),
            }
        )
    return answers


def do_pitch(request):
    """Hz of the best lag by normalised correlation of 50 ms on either side, 0 where it is weak."""
    samples, rate = read(request["samples"]), request["rate"]
    half = int(rate * 0.025)
    lags = np.arange(int(rate / 700), int(rate / 60) + 1)
    answers = []
    for frame in request["frames"]:
        values = np.empty(len(lags))
        for i, lag in enumerate(lags):
            middle = frame - lag // 2
            a = samples[max(0, middle - half) : middle + half]
            b = samples[max(0, middle - half) + lag : middle + half + lag]
            a = a[: len(b)]
            values[i] = np.dot(a, b) / max(1e-9, np.sqrt(np.dot(a, a) * np.dot(b, b)))
        # The shortest period that is nearly as good as the best: multiples are as good.
        best = values.max()
        peaks = [
            i for i in range(1, len(lags) - 1) if values[i] >= values[i - 1] and values[i] > values[i + 1]
        ]
        good = [i for i in peaks if values[i] > 0.93 * best]
        answers.append(float(rate / lags[good[0]]) if good and best > 0.9 else 0.0)
    return answers


TASKS = {
    "stft": do_stft,
    "windows": do_windows,
    "scales": do_scales,
    "rows": do_rows,
    "reassigned": do_reassigned,
    "pitch": do_pitch,
}
request = json.load(sys.stdin)
json.dump(TASKS[request["task"]](request), sys.stdout)
