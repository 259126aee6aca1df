"""Compares the scores of other projects' graders with Lamella's own writing of them, on real problems answered in many ways.

usage: PYTHON tools/checks/compare_graders.py GRADERS DATA [SEED]

GRADERS is a folder with checkouts, see packages/tasks/fixtures/load_graders.py; DATA holds math/gsm8k/test.jsonl,
math/MATH/test_5000.jsonl and code/{HumanEval.jsonl,mbpp.jsonl}. Exits with 1 if a score is different; programs are compared text by
text, and those that differ are printed.
"""
import json, random, re, subprocess, sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "packages/tasks/fixtures"), str(ROOT / "packages/tasks/src/grading/others")]
from load_graders import load_graders
from sanitise import sanitise

PROGRAMS = 2000
PROSE = ["Here is the code:", "```python", "```", "This works because x > 1.", "# Example usage", "print(f(1))", "assert f(1) == 2", "@cache",
         "import os, sys", "from __future__ import annotations", "x = 1", "y: int = 2", "a, b = 1, 2", "a[0] = f", "class A:\n    pass",
         "def g(x):\n    print(x)", "x += 1", "if __name__ == \"__main__\":\n    main()", "", "   indented", "\"\"\"doc", "f = lambda x: x",
         "async def h():\n    return 1", "try:\n    import numpy\nexcept ImportError:\n    pass", "x = y = g", "é = \"ü\"; z = 3"]


def main():
    graders, data = load_graders(sys.argv[1]), Path(sys.argv[2])
    draw = random.Random(int(sys.argv[3]) if len(sys.argv) > 3 else 0)
    answers = [*numbers(data, draw), *formulas(data, draw), *options(draw)]
    run = subprocess.run(["node", "--import", "tsx", "tools/checks/grading/print-scores.ts"], cwd=ROOT, check=True,
                         input=json.dumps(answers), capture_output=True, text=True)
    different = compare(graders, answers, json.loads(run.stdout))
    compare_programs(graders["evalplus-program"], data, draw)
    return 1 if different else 0


def compare(graders, answers, scores):
    counts, different = {}, 0
    for answer, own in zip(answers, scores, strict=True):
        for name, score in own.items():
            expected = expect(graders, name, **answer)
            key = f"{answer['benchmark']}: {name}"
            total, right, equal = counts.get(key, (0, 0, 0))
            counts[key] = (total + 1, right + expected, equal + (score == expected))
            if score != expected:
                different += 1
                print("DIFFERENT", name, answer, "expected", expected)
    for key, (total, right, equal) in counts.items():
        print(f"{key}: {total} answers, {right} right, {equal} scores equal")
    return different


def expect(graders, name, benchmark, completion, reference):
    if benchmark == "math":
        if name == "metamath":
            return graders["metamath-formula"](completion, reference)
        stated = completion.removeprefix("The answer is: ").strip().removesuffix(".").strip()
        return stated != "" and graders[name](stated, reference)
    if name == "metamath":
        number = graders["metamath-number"](completion)
        return number is not None and float(number) == float(reference)
    return graders[name](completion, reference)


def numbers(data, draw):
    for line in (data / "math/gsm8k/test.jsonl").read_text().splitlines():
        solution = json.loads(line)["answer"]
        number = solution.split("#### ")[1].replace(",", "").strip()
        work = solution.split("####")[0]
        forms = [number, f"{number}.", f"{number}.0", f"${number}", f"{number}.4", f"{number}.5", f"{number}%", f"{number}/1", f"{number}/2",
                 f"-{number}", f"{int(number):,}", f"x = {number} of 12", f"about {number}...", draw.choice(["none", "", "1e3", ".", ","])]
        texts = [solution, solution[: draw.randrange(len(solution))], f"{solution}\nQuestion: 7", f"#### 3\n{solution}", f"{work}It is {number}."]
        texts += [f"{work}{draw.choice(['The answer is: ', '#### ', 'The answer is ', '####'])}{form}" for form in forms]
        yield from ({"benchmark": "gsm8k", "completion": text, "reference": number} for text in texts)


def formulas(data, draw):
    solutions = [json.loads(line)["solution"] for line in (data / "math/MATH/test_5000.jsonl").read_text().splitlines()]
    answers = [answer for answer in map(boxed, solutions) if answer]
    rules = [(r"\\frac", r"\\dfrac"), (r"\\frac\{(\w)\}\{(\w)\}", r"\\frac\1\2"), (r"\\frac\{(\w+)\}\{(\w+)\}", r"\1/\2"), (r"\\sqrt\{(\w)\}", r"\\sqrt\1"),
             (r"$", r"\\text{ cm}"), (r"$", r"\\text{cm}"), (r"$", " units"), (r"^", "x = "), (r"^", "f(x) = "), (r"$", r"^\\circ"), (r"$", r"\\%"),
             (r"^(.*)$", r"$\1$"), (r"^(.*)$", r"\\boxed{\1}"), (r",", ", "), (r"\(", r"\\left("), (r"\)", r"\\right)"), (r"0\.", "."), (r"\}", ""), (r"\\", r"\\\\")]
    for answer in answers:
        for form in [answer, draw.choice(answers), *(re.sub(*rule, answer, count=draw.choice([0, 1])) for rule in draw.sample(rules, 6))]:
            # Lamella's own reading of what is stated ends at these; its equality is what is compared here.
            if "\n\n" not in form and ".\n" not in form:
                yield {"benchmark": "math", "completion": f"The answer is: {form}", "reference": answer}


def boxed(solution):
    start = solution.rfind("\\boxed{") + len("\\boxed{")
    depth, end = 1, start
    while depth and end < len(solution):
        depth += {"{": 1, "}": -1}.get(solution[end], 0)
        end += 1
    return solution[start : end - 1]


def options(draw):
    for _ in range(2000):
        text = "".join(draw.choice(["A", "B", "C", "b", ".", " ", "\n", "(", ")", "The answer is ", "é"]) for _ in range(draw.randrange(5)))
        yield {"benchmark": "scienceqa", "completion": text, "reference": draw.choice("ABC")}


def compare_programs(expected, data, draw):
    code = [(row["prompt"] + row["canonical_solution"], row["entry_point"]) for row in rows(data / "code/HumanEval.jsonl")]
    for row in rows(data / "code/mbpp.jsonl"):
        code.append((row["code"].replace("\r", ""), re.search(r"def (\w+)", row["code"])[1]))
    equal = 0
    for _ in range(PROGRAMS):
        text, name = draw.choice(code)
        lines = text.split("\n")
        for _ in range(draw.randrange(5)):
            lines.insert(draw.choice([0, len(lines), draw.randrange(len(lines) + 1)]), draw.choice(PROSE))
        if draw.random() < 0.2:
            lines.pop(draw.randrange(len(lines)))
        answer = "\n".join(lines)
        theirs, ours = expected(answer, name), sanitise(answer, name)
        equal += theirs == ours
        if theirs != ours:
            print("ANOTHER PROGRAM", json.dumps({"answer": answer, "EvalPlus": theirs, "Lamella": ours}))
    print(f"programs: {PROGRAMS} answers, {equal} equal as EvalPlus's sanitising gives them")


def rows(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


sys.exit(main())
