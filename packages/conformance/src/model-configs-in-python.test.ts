import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { describeWithPythons, runPython } from '@lamella/engine/testing';

const script = join(workspaceRoot(), 'tools/checks/compare_model_configs.py');

describeWithPythons(
  'config.json files drawn from the fields that transformers defines',
  ['torch', 'transformers', 'safetensors'],
  (python) => {
    test('equal or refused, never different', () => {
      const said = runPython(python, [script, '--count', '40', '--seed', '7']);
      expect(said).toMatch(/: 40 configurations \(seed 7\): \d+ equal .*, \d+ refused, 0 different;/);
    }, 300_000);
  },
);
