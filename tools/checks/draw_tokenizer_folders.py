"""Draws the files of tokenizer folders from the fields that transformers defines: for compare_tokenizer_folders.py and
fixtures/tools/make_tokenizer_overrides.py. With transformers 5, folders are marked as written by it (`backend`).
"""

import copy
import json

import transformers

IS_NEW = int(transformers.__version__.split(".")[0]) >= 5

CLASSES = {
    "roberta": ["RobertaTokenizer", "RobertaTokenizerFast", None, "PreTrainedTokenizerFast", "GPT2Tokenizer"],
    "bert": ["BertTokenizer", "BertTokenizerFast", None, "PreTrainedTokenizerFast"],
    "deberta": ["DebertaV2Tokenizer", "DebertaV2TokenizerFast", None],
    "llama": ["LlamaTokenizer", "LlamaTokenizerFast", None, "PreTrainedTokenizerFast"],
    "llama3": ["PreTrainedTokenizerFast", "LlamaTokenizerFast", "GPT2TokenizerFast"],
    "mistral": ["LlamaTokenizer", "LlamaTokenizerFast", None],
    "gemma": ["GemmaTokenizer", "GemmaTokenizerFast", None],
    "llava": ["LlamaTokenizer", None],
    "qwen2": ["Qwen2Tokenizer", "Qwen2TokenizerFast", None, "PreTrainedTokenizerFast"],
}
if hasattr(transformers, "ModernBertModel"):  # since 4.48
    CLASSES["modernbert"] = ["PreTrainedTokenizerFast", None, "BertTokenizer"]
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
        # Before tokenizers 0.11 a truncation had no direction.
        direction = draw.choice([dict(direction="Left"), dict(direction="Right"), dict()])
        parts["truncation"] = dict(**direction, max_length=5, strategy="LongestFirst", stride=0)
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


def draw_files(draw, family, source):
    """The files of a folder, by name, from those of a family's fixture."""
    parts = json.loads((source / "tokenizer.json").read_text(encoding="utf-8"))
    change_json(draw, parts)
    files = {"tokenizer.json": parts, "config.json": json.loads((source / "config.json").read_text())}
    if maybe(draw, 0.95) or IS_NEW:
        files["tokenizer_config.json"] = draw_config(draw, family, json.loads((source / "tokenizer_config.json").read_text()))
    if maybe(draw, 0.5):
        named = source / "special_tokens_map.json"  # transformers 5 writes none
        special = json.loads(named.read_text()) if named.exists() else {"pad_token": "[PAD]", "mask_token": "[MASK]"}
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
    return files


def as_vocabulary_files(files):
    """The same with vocab.json and merges.txt in place of tokenizer.json."""
    model = files["tokenizer.json"]["model"]
    merges = [merge if isinstance(merge, str) else " ".join(merge) for merge in model["merges"]]
    others = {name: content for name, content in files.items() if name != "tokenizer.json"}
    return {**others, "vocab.json": model["vocab"], "merges.txt": "\n".join(["#version: 0.2", *merges, ""])}


def write_files(files, folder):
    folder.mkdir(parents=True)
    for name, content in files.items():
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        (folder / name).write_text(text, encoding="utf-8")
