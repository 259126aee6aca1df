import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { describeWithPythons, runPython } from '@lamella/engine/testing';

describeWithPythons('images', ['transformers', 'torch', 'PIL', 'numpy'], (python) => {
  // The script ends with an error if a case differs.
  test('equal Pillow’s and transformers’, or are refused', () => {
    const printed = runPython(python, [join(workspaceRoot(), 'tools', 'checks', 'compare_images.py')]);
    expect(printed).toMatch(/kinds of files: \d+: \d{3} equal/);
    expect(printed).toMatch(/sizes: \d+: \d{3} equal/);
    expect(printed).toMatch(/configurations: \d+: \d{3} equal/);
  }, 300_000);
});
