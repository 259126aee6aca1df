"""Draws tokenizer folders from the fields that transformers defines and compares what they do here and in Python: token ids of
texts and pairs, whole, bare, cut and filled up, token types, and decoded texts.

    python tools/checks/compare_tokenizer_folders.py [--folders N] [--seed S] [--keep DIR]

The vocabularies are the tiny ones of fixtures/; drawn are the tokenizer's class, the fields of tokenizer_config.json,
special_tokens_map.json, added_tokens.json, and the parts of tokenizer.json that these override. With transformers 5, folders are
marked as written by it (`backend`), since a folder is read as the version does that wrote it.

Prints how many folders are equal, refused (with reasons), and different. Ends with status 1 if any is different.
"""

import argparse
import collections
import copy
import json
import pathlib
import random
import subprocess
import sys
import tempfile

import transformers
from transformers import AutoTokenizer, logging

ROOT = pathlib.Path(__file__).resolve().parents[2]
IS_NEW = int(transformers.__version__.split(".")[0]) >= 5
MAX_LENGTH = 9
logging.set_verbosity(logging.CRITICAL)

TEXTS = [
    "", " ", "The old lighthouse.", " The  old , lighthouse !", "naïve Café 漢字 ÉCOLE", "I don't, he's ; we 've",
    "a\nb\t c", "the <extra> token<extra>  here", "[MASK] <mask> and <s> </s> <pad>", "x <word> xword", "▁the ▁▁ old",
    "Don't stop. \u00a0 'quoted' text ?", "12 345", "aaaaaaa !!!!", "<image> the </image>", "İstanbul ﬁne",
]
PAIRS = [["the old", "lighthouse keeper was old"], ["", "b"], ["a much longer first text than the other", "b"], [" a", " <extra>b"]]

CLASSES = {
    "roberta": ["RobertaTokenizer", "RobertaTokenizerFast", None, "PreTrainedTokenizerFast", "GPT2Tokenizer"],
    "bert": ["BertTokenizer", "BertTokenizerFast", None, "PreTrainedTokenizerFast"],
    "deberta": ["DebertaV2Tokenizer", "DebertaV2TokenizerFast", None],
    "llama": ["LlamaTokenizer", "LlamaTokenizerFast", None, "PreTrainedTokenizerFast"],
    "llama3": ["PreTrainedTokenizerFast", "LlamaTokenizerFast", "GPT2TokenizerFast"],
    "mistral": ["LlamaTokenizer", "LlamaTokenizerFast", None],
    "gemma": ["GemmaTokenizer", "GemmaTokenizerFast", None],
    "llava": ["LlamaTokenizer", None],
}
ROLES = ["bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"]


def maybe(draw, chance):
    return draw.random() < chance


def flags(draw, content, **fixed):
    names = ["lstrip", "rstrip", "single_word", "normalized"]
    token = {name: maybe(draw, 0.2) for name in names}
    return dict(content=content, **token, **fixed)


def change_json(draw, parts):
    """Other values of what tokenizer_config.json overrides."""
    normalizer, splitter = parts.get("normalizer"), parts.get("pre_tokenizer")
    if normalizer and normalizer.get("type") == "BertNormalizer":
        normalizer["lowercase"] = maybe(draw, 0.5)
        normalizer["strip_accents"] = draw.choice([None, True, False])
        normalizer["handle_chinese_chars"] = maybe(draw, 0.7)
    for part in [splitter, parts.get("post_processor")]:
        if part and "add_prefix_space" in part:
            part["add_prefix_space"] = maybe(draw, 0.5)
    if maybe(draw, 0.2):
        token = parts["added_tokens"][-1]
        parts["padding"] = dict(strategy="BatchLongest", direction=draw.choice(["Left", "Right"]), pad_to_multiple_of=None, pad_id=token["id"], pad_type_id=0, pad_token=token["content"])
    if maybe(draw, 0.2):
        parts["truncation"] = dict(direction=draw.choice(["Left", "Right"]), max_length=5, strategy="LongestFirst", stride=0)
    if maybe(draw, 0.3):
        token = draw.choice(parts["added_tokens"])
        token[draw.choice(["lstrip", "rstrip", "single_word"])] = True
    if maybe(draw, 0.2):
        size = len(parts["model"]["vocab"])
        parts["added_tokens"].append(dict(id=max(size, 1 + max(each["id"] for each in parts["added_tokens"])), **flags(draw, "<word>", special=maybe(draw, 0.5))))


def draw_config(draw, family, original):
    """The fixture's tokenizer_config.json with fields taken away, changed, or added."""
    config = {key: value for key, value in original.items() if key != "added_tokens_decoder" and (key not in ROLES or maybe(draw, 0.8))}
    for key in ["add_bos_token", "add_eos_token", "add_prefix_space", "clean_up_tokenization_spaces", "legacy", "do_lower_case", "strip_accents", "tokenize_chinese_chars", "tokenizer_class", "padding_side"]:
        config.pop(key, None)
    class_name = draw.choice(CLASSES[family])
    if class_name is not None:
        config["tokenizer_class"] = class_name
    for key, chance in [("add_bos_token", 0.4), ("add_eos_token", 0.4), ("do_lower_case", 0.5), ("tokenize_chinese_chars", 0.4), ("clean_up_tokenization_spaces", 0.6), ("trim_offsets", 0.2), ("split_by_punct", 0.3), ("legacy", 0.3)]:
        if maybe(draw, chance):
            config[key] = maybe(draw, 0.5)
    if maybe(draw, 0.4):
        config["strip_accents"] = draw.choice([None, True, False])
    if maybe(draw, 0.4):
        config["add_prefix_space"] = maybe(draw, 0.5)
    for key in ["padding_side", "truncation_side"]:
        if maybe(draw, 0.3):
            config[key] = draw.choice(["left", "right"])
    if maybe(draw, 0.15):
        config["pad_token"] = draw.choice(["<new pad>", "the", None])
    if maybe(draw, 0.1):
        config["mask_token"] = "<new mask>"
    if maybe(draw, 0.15):
        config["eos_token"] = dict(flags(draw, "<extra>", special=True), __type="AddedToken")
    if maybe(draw, 0.3):
        config[draw.choice(["additional_special_tokens", "extra_special_tokens"]) if IS_NEW else "additional_special_tokens"] = ["<extra>", "<image>"]
    if maybe(draw, 0.1):
        config["extra_special_tokens"] = {"image_token": "<image>"}
    if maybe(draw, 0.1):
        config["image_token"] = "</image>"
    if maybe(draw, 0.06):
        config["split_special_tokens"] = maybe(draw, 0.5)
    if maybe(draw, 0.1):
        config["some_future_field"] = 1
    if "added_tokens_decoder" in original and maybe(draw, 0.5):
        decoder = copy.deepcopy(original["added_tokens_decoder"])
        if maybe(draw, 0.4):
            draw.choice(list(decoder.values())).update(flags(draw, "ignored", special=True) | {"content": draw.choice(["the", "<word>"])} if maybe(draw, 0.3) else {"lstrip": True})
        if maybe(draw, 0.4):
            decoder[str(max(map(int, decoder)) + draw.choice([1, 1, 7]))] = flags(draw, "<extra>", special=maybe(draw, 0.5))
        config["added_tokens_decoder"] = decoder
    if IS_NEW:
        config["backend"] = "tokenizers"
    return config


def draw_folder(draw, family, folder):
    source = ROOT / "fixtures" / family
    folder.mkdir()
    parts = json.loads((source / "tokenizer.json").read_text(encoding="utf-8"))
    change_json(draw, parts)
    files = {"tokenizer.json": parts, "config.json": json.loads((source / "config.json").read_text())}
    if maybe(draw, 0.95) or IS_NEW:
        files["tokenizer_config.json"] = draw_config(draw, family, json.loads((source / "tokenizer_config.json").read_text()))
    if maybe(draw, 0.5):
        special = json.loads((source / "special_tokens_map.json").read_text())
        if IS_NEW:
            special.pop("additional_special_tokens", None)
        elif maybe(draw, 0.3):
            special["additional_special_tokens"] = [draw.choice(["<image>", flags(draw, "<image>")]), "the"]
        if maybe(draw, 0.2):
            special["pad_token"] = draw.choice(["<extra>", flags(draw, "<extra>")])
        files["special_tokens_map.json"] = special
    if maybe(draw, 0.25):
        size = len(parts["model"]["vocab"])
        first = max([size - 1, *(each["id"] for each in parts["added_tokens"])]) + 1
        files["added_tokens.json"] = {"<extra>": first, "<word>": first + 1} if maybe(draw, 0.5) else {"<image>": first + 3}
    for name, content in files.items():
        (folder / name).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def theirs(folder):
    """What Python makes of the texts, or the reason why it does not load the folder."""
    try:
        tokenizer = AutoTokenizer.from_pretrained(folder)
        has_padding = tokenizer.pad_token is not None
        if not has_padding:
            tokenizer.pad_token = tokenizer.eos_token
        singles = tokenizer(TEXTS)["input_ids"]
        first, second = ([pair[i] for pair in PAIRS] for i in range(2))
        pairs = tokenizer(first, second, return_token_type_ids=True)
        padded = tokenizer(TEXTS, padding=True, truncation=True, max_length=MAX_LENGTH)
    except Exception as error:  # of many classes: whatever is wrong with a folder
        return dict(refused=f"{type(error).__name__}: {error}")
    return dict(
        singles=singles,
        bare=tokenizer(TEXTS, add_special_tokens=False)["input_ids"],
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
    scratch.mkdir(exist_ok=True)
    families = list(CLASSES)
    folders = []
    for i in range(options.folders):
        family = families[i % len(families)]
        folders.append(scratch / f"{i:03}-{family}")
        draw_folder(draw, family, folders[-1])
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
