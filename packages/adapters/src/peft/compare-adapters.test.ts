import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { describeWithPythons, runPython } from '@lamella/engine/testing';
import { PEFT_MODULES } from '../testing/python-peft.ts';

const script = join(workspaceRoot(), 'tools/checks/compare_adapters.py');

describeWithPythons('random adapters', PEFT_MODULES, (python) => {
  // The script fails for a logit that differs; a round through all families shows that it and its formats still fit.
  test('PEFT’s are loaded with its logits or refused, and ours have ours in PEFT', () => {
    const printed = runPython(python, [script, '--count', '28', '--seed', '5']);
    expect(printed).toMatch(/PEFT's adapters in Lamella: \d+ adapters, [1-9]\d* equal/);
    expect(printed).toMatch(/Lamella's adapters in PEFT: 14 adapters, 14 equal/);
  }, 300_000);
});
