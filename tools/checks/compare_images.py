"""Compares what images become with Pillow and transformers, bit for bit: equal, refused by name, or different.

    python tools/checks/compare_images.py

Three groups of cases, all drawn from a seed: files of every kind, undone to bytes alone; sizes and proportions, resized and cropped;
and configurations, drawn from the fields that transformers' image processors define and a few that they don't, as
preprocessor_config.json or, as transformers 5 saves it, inside processor_config.json. Images are read by transformers' load_image,
which turns them as EXIF says and converts them to RGB, and processed by AutoImageProcessor; in transformers 5 by its Pillow
backend, from which its torchvision backend differs by itself. The processors take arrays: of pictures, transformers 5 puts those
with a transparent colour on white even after the conversion, and transformers 4 doesn't.

Needs transformers and Pillow; ends with status 1 if anything differs.
"""

import base64
import collections
import json
import os
import pathlib
import subprocess
import sys
import tempfile

os.environ["HF_HUB_OFFLINE"] = "1"

import numpy as np
import PIL
import transformers
from image_files import image_files, picture, saved
from PIL import Image
from transformers import AutoImageProcessor
from transformers.image_utils import load_image

ROOT = pathlib.Path(__file__).resolve().parents[2]
IS_NEW = int(transformers.__version__.split(".")[0]) >= 5
transformers.logging.set_verbosity(transformers.logging.CRITICAL)

PLAIN = {"image_processor_type": "CLIPImageProcessor", "do_convert_rgb": True}
STEPS = ["do_resize", "do_center_crop", "do_rescale", "do_normalize"]
BYTES = {**PLAIN, **dict.fromkeys(STEPS, False)}
NUM_SIZES, NUM_CONFIGS = 120, 400


def resizing(size, resample=3, crop=None):
    return {**BYTES, "do_resize": True, "size": size, "resample": resample, "do_center_crop": crop is not None, "crop_size": crop}


def kind_cases(random):
    for width, height in [(19, 13), (1, 1), (40, 3), (8, 33)]:
        for name, data in image_files(random, width, height):
            yield f"{name}, {width} x {height}", data, BYTES, False


def size_cases(random):
    for _ in range(NUM_SIZES):
        width, height = (int(each) for each in np.exp(random.uniform(0, np.log(300), 2)))
        image = saved(Image.fromarray(picture(random, width, height)), "PNG")
        resample = int(random.choice([2, 3]))
        both = {"height": int(random.integers(1, 80)), "width": int(random.integers(1, 80))}
        yield f"{width} x {height} to {both}", image, resizing(both, resample), False
        edge = int(random.integers(4, 48))
        if edge * max(width, height) / min(width, height) > 4000:
            continue
        yield f"{width} x {height} to {edge}", image, resizing({"shortest_edge": edge}, resample), False
        crop = {"height": edge, "width": int(random.integers(1, 64))}
        yield f"{width} x {height} to {edge}, {crop}", image, resizing({"shortest_edge": edge}, resample, crop), False


# Values that a field may have; a field is left out more often than not.
VALUES = {
    "image_processor_type": ["CLIPImageProcessor", "CLIPImageProcessor", "CLIPImageProcessorFast", "LlavaImageProcessor", "ViTImageProcessor"],
    "do_resize": [True, False, False, None],
    "size": [24, {"shortest_edge": 20}, {"height": 20, "width": 31}, {"shortest_edge": 20, "longest_edge": 30}, {"longest_edge": 20}, None],
    "resample": [2, 3, 0, 1, 4, None],
    "do_center_crop": [True, False, None],
    "crop_size": [24, {"height": 20, "width": 31}, {"shortest_edge": 20}, None],
    "do_rescale": [True, False, None],
    "rescale_factor": [1 / 255, 0.00784313725490196, 1 / 127.5, 2, None],
    "do_normalize": [True, False, None],
    "image_mean": [[0.5, 0.5, 0.5], [0.48145466, 0.4578275, 0.40821073], 0.5, [0.5, 0.5], None],
    "image_std": [[0.5, 0.25, 0.3], [0.26862954, 0.26130258, 0.27577711], 0.5, None],
    "do_convert_rgb": [True, True, False, None],
    "do_pad": [True, True, False, None],
    "pad_size": [{"height": 40, "width": 40}, None],
    "default_to_square": [True, False],
    "use_square_size": [True, False],
    "data_format": ["channels_first", "channels_last"],
    "processor_class": ["LlavaProcessor"],
    "return_tensors": [None],
    "_valid_processor_keys": [["images", "do_resize"]],
    "crop_pct": [0.9],
    "do_reduce_labels": [True],
}


def config_cases(random):
    sizes = [(30, 20), (20, 30), (25, 25), (9, 60)]
    images = [saved(Image.fromarray(picture(random, *size)), "PNG") for size in sizes]
    for i in range(NUM_CONFIGS):
        names = random.choice(list(VALUES), int(random.integers(1, 6)), replace=False)
        # By index: numpy would turn the values into its own types.
        config = {name: VALUES[name][int(random.integers(len(VALUES[name])))] for name in names}
        config.setdefault("image_processor_type", ["CLIPImageProcessor", "LlavaImageProcessor"][i % 4 == 0])
        yield json.dumps(config), images[int(random.integers(len(images)))], config, i % 3 == 0


def write_folder(folder, config, is_nested):
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps({"model_type": "llava"}))
    name = "processor_config.json" if is_nested else "preprocessor_config.json"
    content = {"processor_class": "LlavaProcessor", "image_processor": config} if is_nested else config
    (folder / name).write_text(json.dumps(content))


def write_cases(place):
    groups = {"kinds of files": kind_cases, "sizes": size_cases, "configurations": config_cases}
    for group, cases in groups.items():
        # One generator per group, so that a change of one leaves the others as they are.
        for number, (name, data, config, is_nested) in enumerate(cases(np.random.default_rng(len(group)))):
            # transformers 4 knows no nested configurations.
            folder = place / f"{group}-{number}"
            write_folder(folder, config, is_nested and IS_NEW)
            (folder / "image").write_bytes(data)
            yield group, name, folder


def theirs(folder):
    """Pixel values, or the error that they end in."""
    try:
        options = {"backend": "pil"} if IS_NEW else {}
        processor = AutoImageProcessor.from_pretrained(str(folder), **options)
        image = np.asarray(load_image(str(folder / "image")))
        # Said, because an image of one or three rows would be taken for one whose channels come first.
        return np.asarray(processor(image, input_data_format="channels_last")["pixel_values"][0], dtype=np.float32)
    except Exception as error:  # of whatever kind the libraries raise
        return error


def ours(folders, place):
    (place / "cases.json").write_text(json.dumps([{"folder": str(each), "image": str(each / "image")} for each in folders]))
    command = ["node", "--import", "tsx", str(ROOT / "tools/checks/print-pixels.ts"), str(place / "cases.json")]
    printed = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8").stdout
    return [json.loads(line) for line in printed.splitlines()]


def compare(expected, found):
    """A verdict, and what there is to say of it."""
    if "refused" in found:
        return ("refused by both" if isinstance(expected, Exception) else "refused"), found["refused"]
    if isinstance(expected, Exception):
        return "read here alone", f"{type(expected).__name__}: {expected}"
    values = np.frombuffer(base64.b64decode(found["values"]), dtype=np.float32).reshape(found["shape"])
    if values.shape != expected.shape:
        return "DIFFERENT", f"shape {values.shape} instead of {expected.shape}"
    gap = np.abs(values - expected).max()
    return ("equal", "") if gap == 0 else ("DIFFERENT", f"by up to {gap}")


def main(is_verbose):
    print(f"transformers {transformers.__version__}, Pillow {PIL.__version__}")
    with tempfile.TemporaryDirectory() as name:
        place = pathlib.Path(name)
        cases = list(write_cases(place))
        counts = collections.defaultdict(collections.Counter)
        for (group, name, folder), found in zip(cases, ours([folder for _, _, folder in cases], place), strict=True):
            verdict, why = compare(theirs(folder), found)
            counts[group][verdict] += 1
            if is_verbose or verdict == "DIFFERENT":
                print(f"  {verdict}: {name}: {why.replace(str(folder), '')}")
    for group, count in counts.items():
        print(f"{group}: {sum(count.values())}: {', '.join(f'{n} {verdict}' for verdict, n in sorted(count.items()))}")
    return all(count["DIFFERENT"] == 0 for count in counts.values())


if __name__ == "__main__":
    sys.exit(0 if main("--verbose" in sys.argv) else 1)
