import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { describeWithPythons, runPython } from '@lamella/engine/testing';

describeWithPythons('tokenizer folders', ['transformers', 'torch', 'tokenizers'], (python) => {
  // The script ends with an error if a folder differs.
  test('drawn from the fields of transformers, are equal or refused', () => {
    const script = join(workspaceRoot(), 'tools', 'checks', 'compare_tokenizer_folders.py');
    const printed = runPython(python, [script, '--folders', '80']);
    const equal = Number(/80 folders: (\d+) equal/.exec(printed)?.[1]);
    expect(equal).toBeGreaterThan(40);
    expect(printed).not.toContain('different');
  }, 300_000);
});
