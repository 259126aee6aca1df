"""Draws tokenizer folders from the fields that transformers defines and compares what they do here and in Python: token ids of
texts and pairs, whole, bare, cut and filled up, token types, and decoded texts.

    python tools/checks/compare_tokenizer_folders.py [--folders N] [--seed S] [--keep DIR]

The vocabularies are the tiny ones of fixtures/, every second one of Qwen2 as vocab.json and merges.txt. Drawn are the
tokenizer's class, the fields of tokenizer_config.json, special_tokens_map.json, added_tokens.json, and the parts of
tokenizer.json that these override. With transformers 5, folders are marked as written by it (`backend`), since a folder is
read as the version does that wrote it.

Prints how many folders are equal, refused (with reasons), and different. Ends with status 1 if any is different.
"""

import argparse
import collections
import json
import pathlib
import random
import subprocess
import sys
import tempfile

import transformers
from draw_tokenizer_folders import CLASSES, as_vocabulary_files, draw_files, write_files
from transformers import AutoTokenizer, logging

ROOT = pathlib.Path(__file__).resolve().parents[2]
MAX_LENGTH = 9
logging.set_verbosity(logging.CRITICAL)

TEXTS = [
    "", " ", "The old lighthouse.", " The  old , lighthouse !", "naïve Café 漢字 ÉCOLE", "I don't, he's ; we 've",
    "a\nb\t c", "the <extra> token<extra>  here", "[MASK] <mask> and <s> </s> <pad>", "x <word> xword", "▁the ▁▁ old",
    "Don't stop. \u00a0 'quoted' text ?", "12 345", "aaaaaaa !!!!", "<image> the </image>", "İstanbul ﬁne",
]
PAIRS = [["the old", "lighthouse keeper was old"], ["", "b"], ["a much longer first text than the other", "b"], [" a", " <extra>b"]]

def theirs(folder, texts=TEXTS, text_pairs=PAIRS):
    """What Python makes of the texts, or the reason why it does not load the folder."""
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder)
        has_padding = tokenizer.pad_token is not None
        if not has_padding:
            tokenizer.pad_token = tokenizer.eos_token
        singles = tokenizer(texts)["input_ids"]
        first, second = ([pair[i] for pair in text_pairs] for i in range(2))
        pairs = tokenizer(first, second, return_token_type_ids=True)
        padded = tokenizer(texts, padding=True, truncation=True, max_length=MAX_LENGTH)
    except Exception as error:  # of many classes: whatever is wrong with a folder
        return dict(refused=f"{type(error).__name__}: {error}")
    return dict(
        singles=singles,
        bare=tokenizer(texts, add_special_tokens=False)["input_ids"],
        pairs=pairs["input_ids"],
        types=pairs["token_type_ids"],
        cutPairs=tokenizer(first, second, truncation=True, max_length=MAX_LENGTH)["input_ids"],
        # Filled up with another token: Python takes none, here that of config.json is taken. Both are masked.
        **(dict(padded=padded["input_ids"]) if has_padding else {}),
        mask=padded["attention_mask"],
        decoded=[tokenizer.decode(ids) for ids in singles],
        skipped=[tokenizer.decode(ids, skip_special_tokens=True) for ids in singles],
        size=len(tokenizer),
    )


def ours(folders, scratch):
    job = scratch / "job.json"
    job.write_text(json.dumps(dict(folders=[str(each) for each in folders], texts=TEXTS, pairs=PAIRS, maxLength=MAX_LENGTH)))
    command = ["node", "--import", "tsx", str(ROOT / "tools/checks/print-tokenizer-folders.ts"), str(job)]
    printed = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout
    return [json.loads(each) for each in printed.splitlines()]


def first_difference(expected, found):
    for key, value in expected.items():
        if value == found[key]:
            continue
        if key == "size":
            return f"size: {value} in Python, {found[key]} here"
        inputs = PAIRS if "airs" in key or key == "types" else TEXTS
        at = next(i for i, pair in enumerate(zip(value, found[key], strict=True)) if pair[0] != pair[1])
        return f"{key} of {inputs[at]!r}:\n    in Python {value[at]}\n    here      {found[key][at]}"
    return None


def judge(expected, found):
    if "refused" in found:
        return ("both refuse" if "refused" in expected else "refused here"), found["refused"]
    if "refused" in expected:
        return "refused in Python alone", expected["refused"]
    difference = first_difference(expected, found)
    return ("equal", None) if difference is None else ("different", difference)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--folders", type=int, default=160)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=pathlib.Path)
    options = parser.parse_args()
    draw = random.Random(options.seed)
    scratch = options.keep or pathlib.Path(tempfile.mkdtemp(prefix="lamella-tokenizers-"))
    families = list(CLASSES)
    folders = []
    for i in range(options.folders):
        family = families[i % len(families)]
        folders.append(scratch / f"{i:03}-{family}")
        files = draw_files(draw, family, ROOT / "fixtures" / family)
        has_tokenizer_json = family != "qwen2" or i // len(families) % 2 == 0
        write_files(files if has_tokenizer_json else as_vocabulary_files(files), folders[-1])
    counts = collections.Counter()
    reasons = collections.Counter()
    for folder, found in zip(folders, ours(folders, scratch), strict=True):
        outcome, detail = judge(theirs(folder), found)
        counts[outcome] += 1
        if outcome == "different":
            print(f"{folder}: {detail}")
        elif detail is not None:
            reasons[f"{outcome}: {detail.replace(str(folder), 'FOLDER')[:200]}"] += 1
    for reason, count in reasons.most_common():
        print(f"{count:4} {reason}")
    print(f"transformers {transformers.__version__}, {len(folders)} folders: " + ", ".join(f"{count} {name}" for name, count in counts.most_common()))
    sys.exit(1 if counts["different"] else 0)


if __name__ == "__main__":
    main()
