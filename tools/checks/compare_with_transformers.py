"""Compares models of this repository with transformers: token ids, logits of every position, and the loss.

    python tools/checks/compare_with_transformers.py packages/models/embedded/*

Every folder is loaded by AutoTokenizer and by AutoModelForMaskedLM or AutoModelForCausalLM, in float32, and its outputs are
compared with those that print-logits.ts prints. A LLaVA is loaded by AutoProcessor and LlavaForConditionalGeneration, and is
compared with images among the words as well. Needs torch, transformers and, for images, Pillow; ends with status 1 if anything
differs.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import torch
import transformers
from transformers import (
    AutoConfig,
    AutoModelForCausalLM,
    AutoModelForMaskedLM,
    AutoProcessor,
    AutoTokenizer,
    LlavaForConditionalGeneration,
)

ROOT = pathlib.Path(__file__).resolve().parents[2]
TOLERANCE = 1e-3
TEXTS = [
    "The old captain stood upon the deck and looked out over the sea.",
    "Mary has 12 apples. She buys 5 more. How many apples does Mary have now?\n12 + 5 = 17. The answer is: 17",
    'def add_13(x):\n    """Return x plus 13."""\n    return x + 13\n',
    "  Ünïcode — 漢字 \U0001f433, 3.14159 and  two  spaces ",
    "A long text, longer than any window. " * 12,
]


QUESTIONS = ["What color is the circle?", "Which of these is a shape?\nA. red\nB. cross"]
# As drawn, and to be resized and cropped.
IMAGE_SIZES = [(32, 32), (75, 50)]


def ours(folder, texts, image=None):
    options = [] if image is None else ["--image", image]
    command = ["node", "--import", "tsx", str(ROOT / "tools/checks/print-logits.ts"), folder, *options, *texts]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)


class Comparison:
    """Whether all ids were the same, and the largest difference of a logit."""

    def __init__(self, model):
        self.model, self.same_ids, self.worst = model, True, 0.0

    def add(self, result, inputs):
        self.same_ids &= inputs["input_ids"][0].tolist() == result["ids"]
        with torch.no_grad():
            logits = self.model(**{**inputs, "input_ids": torch.tensor([result["ids"]])}).logits[0]
        self.worst = max(self.worst, (logits - torch.tensor(result["logits"])).abs().max().item())

    def report(self, folder, what):
        agrees = self.same_ids and self.worst < TOLERANCE
        ids = "same token ids" if self.same_ids else "OTHER TOKEN IDS"
        print(
            f"{folder}: {type(self.model).__name__}{what}, {ids}, largest difference of a logit {self.worst:.1e}: "
            f"{'ok' if agrees else 'DIFFERS'}"
        )
        return agrees


def compare(folder):
    config = AutoConfig.from_pretrained(folder)
    is_llava = config.model_type == "llava"
    masked_or_causal = AutoModelForMaskedLM if "MaskedLM" in config.architectures[0] else AutoModelForCausalLM
    auto = LlavaForConditionalGeneration if is_llava else masked_or_causal
    model = auto.from_pretrained(folder, torch_dtype=torch.float32, attn_implementation="eager").eval()
    agrees = compare_texts(folder, model)
    return compare_images(folder, model) and agrees if is_llava else agrees


def compare_texts(folder, model):
    tokenizer = AutoTokenizer.from_pretrained(folder)
    texts = list(TEXTS)
    if tokenizer.mask_token:
        # A short one in place of the long one: positions end at 128.
        texts[-1] = f"The old {tokenizer.mask_token} looked out over the {tokenizer.mask_token}."
    # Of texts alone, transformers 4.46's LLaVA can't do without an image: its language model can.
    comparison = Comparison(getattr(model, "language_model", model))
    for text, result in zip(texts, ours(folder, texts), strict=True):
        comparison.add(result, {"input_ids": tokenizer(text, return_tensors="pt").input_ids})
    return comparison.report(folder, "")


def compare_images(folder, model):
    from PIL import Image

    # By Pillow, as transformers 4 does it: transformers 5 prefers torchvision, whose resizing differs from Pillow's.
    backend = {"backend": "pil"} if int(transformers.__version__.split(".")[0]) >= 5 else {}
    processor = AutoProcessor.from_pretrained(folder, **backend)
    turns = [[{"type": "image"}, {"type": "text", "text": question}] for question in QUESTIONS]
    prompts = [
        processor.apply_chat_template([{"role": "user", "content": content}], add_generation_prompt=True)
        for content in turns
    ]
    generator, comparison = torch.Generator().manual_seed(0), Comparison(model)
    with tempfile.TemporaryDirectory() as place:
        for width, height in IMAGE_SIZES:
            pixels = torch.randint(0, 256, (height, width, 3), generator=generator, dtype=torch.uint8)
            image, path = Image.fromarray(pixels.numpy()), f"{place}/image.png"
            image.save(path)
            for prompt, result in zip(prompts, ours(folder, prompts, path), strict=True):
                inputs = processor(text=prompt, images=image, return_tensors="pt")
                comparison.add(result, {key: inputs[key] for key in ("input_ids", "attention_mask", "pixel_values")})
    return comparison.report(folder, " with images")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(0 if all([compare(str(pathlib.Path(folder).resolve())) for folder in sys.argv[1:]]) else 1)
