import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { readJsonFile } from '@lamella/files';
import { type ModelShape, readModelShape } from '@lamella/planning';
import { loraFields, modulePaths } from './lora-fields.ts';

const shapeOf = (family: string): ModelShape =>
  readModelShape(
    readJsonFile(join(workspaceRoot(), 'fixtures', family, 'config.json')) as Record<string, unknown>,
  );

test('layers by number and pattern, where names of linear layers say enough', () => {
  expect(loraFields(shapeOf('bert'), { layers: [2], targets: ['query'] })).toEqual({
    ...{ task_type: 'SEQ_CLS', r: 8, lora_alpha: 16 },
    ...{ target_modules: ['query'], layers_to_transform: [2], layers_pattern: 'layer' },
  });
});

test('whole paths, where a name would match another linear layer too', () => {
  const fields = loraFields(shapeOf('bert'), { layers: [2], targets: ['output.dense'] });
  expect(fields.target_modules).toEqual(['bert.encoder.layer.2.output.dense']);
  expect(fields).not.toHaveProperty('layers_to_transform');
  const both = { layers: [2], targets: ['output.dense', 'attention.output.dense'] };
  expect(loraFields(shapeOf('bert'), both).target_modules).toEqual(both.targets);
});

test('by both names, where releases of transformers have two', () => {
  expect(modulePaths(shapeOf('llava'), { layers: [1], targets: ['q_proj'] })).toEqual([
    'language_model.model.layers.1.self_attn.q_proj',
    'model.language_model.layers.1.self_attn.q_proj',
  ]);
});

test('a target that the layers do not have is named', () => {
  expect(() => loraFields(shapeOf('llama'), { layers: [0], targets: ['q_prj'] })).toThrow(
    'Unknown linear layer of the model "q_prj". Did you mean "q_proj"?',
  );
});
