"""Loads an adapter that Lamella has trained, by PEFT, and classifies the texts of a CSV file with it:

python use_adapter.py ADAPTER_FOLDER INPUT.csv TEXT_COLUMN

Needs torch, transformers and peft. Prints a label and its probability per row.
"""
import csv
import json
import sys
from pathlib import Path

import torch
from peft import AutoPeftModelForSequenceClassification
from transformers import AutoTokenizer

folder, table, column = sys.argv[1:]
base = json.loads((Path(folder) / "adapter_config.json").read_text())["base_model_name_or_path"]
labels = json.loads((Path(folder) / "task.json").read_text())["id2label"]
names = {int(index): name for index, name in labels.items()}

model = AutoPeftModelForSequenceClassification.from_pretrained(folder, id2label=names).eval()
tokenizer = AutoTokenizer.from_pretrained(base)
with open(table, encoding="utf-8", newline="") as file:
    texts = [row[column] for row in csv.DictReader(file)]
with torch.no_grad():
    logits = model(**tokenizer(texts, padding=True, truncation=True, return_tensors="pt")).logits
for row in logits.softmax(-1):
    print(names[int(row.argmax())], f"{row.max():.4f}")
