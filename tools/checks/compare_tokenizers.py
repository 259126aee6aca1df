"""Compares tokenizers with those of transformers on the lines of a text file: token ids, token types and padding, exactly.

    python tools/checks/compare_tokenizers.py LINES FOLDER...

Every line is encoded alone and together with the next one: whole, cut from either side to a few tokens by every strategy, and
filled up in batches on either side. A folder with tokenizer.json (or vocabulary files) is read by AutoTokenizer; one with a
SentencePiece model alone by the tokenizer in Python that runs SentencePiece itself. That one breaks ties of longest_first
otherwise than the fast tokenizers, so there this strategy is compared on single texts only.

Needs transformers, sentencepiece and protobuf; ends with status 1 if anything differs.
"""

import json
import pathlib
import subprocess
import sys

from transformers import AutoTokenizer, logging

ROOT = pathlib.Path(__file__).resolve().parents[2]
STRATEGIES = ["longest_first", "only_first", "only_second"]
LENGTHS = [12, 24]
BATCH_SIZE = 16
logging.set_verbosity(logging.CRITICAL)


def load(folder):
    has_model = any((folder / name).exists() for name in ["spm.model", "tokenizer.model"])
    tokenizer = AutoTokenizer.from_pretrained(folder, use_fast=not has_model or (folder / "tokenizer.json").exists())
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    return tokenizer


def variants(tokenizer):
    yield dict(pairs=False, options={})
    yield dict(pairs=False, options=dict(addSpecialTokens=False))
    yield dict(pairs=True, options={})
    for side in ["right", "left"]:
        yield dict(pairs=False, options=dict(maxLength=LENGTHS[0], truncation="longest-first", truncationSide=side))
        for strategy in STRATEGIES:
            if strategy == "longest_first" and not tokenizer.is_fast:
                continue
            options = dict(maxLength=LENGTHS[1], truncation=strategy.replace("_", "-"), truncationSide=side)
            yield dict(pairs=True, options=options)
        yield dict(pairs=False, options=dict(maxLength=LENGTHS[1]), padding=dict(batchSize=BATCH_SIZE, side=side))


def arguments(variant):
    options = variant["options"]
    truncation = options.get("truncation", "longest_first").replace("-", "_") if "maxLength" in options else False
    return dict(
        add_special_tokens=options.get("addSpecialTokens", True),
        truncation=truncation,
        max_length=options.get("maxLength"),
        # Without special tokens, slow tokenizers refuse to tell.
        return_token_type_ids=options.get("addSpecialTokens", True),
    )


def encode_one(tokenizer, text, pair, options):
    """The ids and types of a text, or None if the strategy allows no cut: fast tokenizers raise, the others cut nothing."""
    try:
        encoding = tokenizer([text], [pair] if pair is not None else None, **options)
    except Exception as error:  # the library's errors are of no class of their own
        if "Truncation error" in str(error):
            return None
        raise
    ids = encoding["input_ids"][0]
    if options["max_length"] is not None and len(ids) > options["max_length"]:
        return None
    return [ids, encoding["token_type_ids"][0] if options["return_token_type_ids"] else [0] * len(ids)]


def theirs(tokenizer, lines, variant):
    options = arguments(variant)
    side = variant["options"].get("truncationSide")
    if side is not None:
        tokenizer.truncation_side = side
    if "padding" not in variant:
        pairs = [*lines[1:], lines[-1]] if variant["pairs"] else [None] * len(lines)
        return [encode_one(tokenizer, line, pair, options) for line, pair in zip(lines, pairs, strict=True)]
    tokenizer.padding_side = variant["padding"]["side"]
    rows = []
    for begin in range(0, len(lines), BATCH_SIZE):
        batch = tokenizer(lines[begin : begin + BATCH_SIZE], padding=True, **options)
        rows += [list(row) for row in zip(batch["input_ids"], batch["attention_mask"], strict=True)]
    return rows


def ours(folder, lines_file, asked):
    command = ["node", "--import", "tsx", str(ROOT / "tools/checks/print-token-ids.ts"), str(folder), lines_file, json.dumps(asked)]
    printed = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout
    return [json.loads(each) for each in printed.splitlines()]


def describe(variant):
    options = variant["options"]
    parts = ["pairs" if variant["pairs"] else "texts", *(str(value) for value in options.values())]
    return " ".join(parts + ([f"padded {variant['padding']['side']}"] if "padding" in variant else []))


def compare(folder, lines_file):
    tokenizer = load(folder)
    default_side = tokenizer.truncation_side
    lines = pathlib.Path(lines_file).read_bytes().decode("utf-8").split("\n")
    asked = list(variants(tokenizer))
    num_different = 0
    for variant, found in zip(asked, ours(folder, lines_file, asked), strict=True):
        tokenizer.truncation_side = default_side
        expected = theirs(tokenizer, lines, variant)
        assert len(found) == len(expected) == len(lines)
        different = [i for i, pair in enumerate(zip(expected, found, strict=True)) if pair[0] != pair[1]]
        num_different += len(different)
        for i in different[:3]:
            print(f"  {describe(variant)}, line {i + 1}: {lines[i]!r}\n    theirs {expected[i]}\n    ours   {found[i]}")
        if different:
            print(f"  {describe(variant)}: {len(different)} of {len(lines)} differ")
    kind = type(tokenizer).__name__
    print(f"{folder.name}: {kind}, {len(lines)} lines in {len(asked)} variants, {num_different} differ", flush=True)
    return num_different == 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    results = [compare(pathlib.Path(folder).resolve(), str(pathlib.Path(sys.argv[1]).resolve())) for folder in sys.argv[2:]]
    sys.exit(0 if all(results) else 1)
