"""Compares chat templates with transformers: renders every conversation of fixtures/tools/make_chat_templates.py in every template
by this Python's apply_chat_template and by Lamella, and counts what is equal, refused and different.

usage: PYTHON tools/checks/compare_chats.py     (any Python with transformers; exits with 1 if anything is different)
"""
import json, subprocess, sys, tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main():
    folder = Path(tempfile.mkdtemp()) / "chat_templates"
    folder.mkdir()
    made = subprocess.run([sys.executable, ROOT / "fixtures/tools/make_chat_templates.py", folder / "chat_templates.json"],
                          check=True, capture_output=True, text=True)
    print(made.stdout.strip())
    run = subprocess.run(["npx", "lamella", "conform", folder, "--json"], cwd=ROOT, capture_output=True, text=True)
    cases = json.loads(run.stdout)
    cases = cases["cases"] if isinstance(cases, dict) else cases
    both = sum("both refuse" in case["detail"] for case in cases)
    equal = sum(case["status"] == "holds" for case in cases) - both
    refused = sum(case["status"] == "unsupported" for case in cases)
    different = [case for case in cases if case["status"] == "fails"]
    for case in different:
        print("DIFFERENT", case["name"], case["detail"])
    print(f"{len(cases)} cases: {equal} equal, {both} refused by both, {refused} refused by Lamella alone, {len(different)} different")
    return 1 if different or not cases else 0


sys.exit(main())
