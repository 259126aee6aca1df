import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { workspaceRoot } from '@lamella/core';
import { describeWithPythons, runPython } from '@lamella/engine/testing';
import { readJsonFile } from '@lamella/files';
import { type ModelShape, readModelShape } from '@lamella/planning';
import { formatLayers, layerFormats } from './layer-configs.ts';
import { modulePaths } from './lora-fields.ts';

const folderOf = (family: string): string => join(workspaceRoot(), 'fixtures', family);
const shapeOf = (family: string): ModelShape =>
  readModelShape(readJsonFile(join(folderOf(family), 'config.json')) as Record<string, unknown>);

describe('what is printed', () => {
  const place = { layers: [1, 3], targets: ['q_proj', 'v_proj'] };

  test('Python for PEFT', () => {
    expect(formatLayers('peft', shapeOf('llama'), place)).toBe(
      [
        'from peft import LoraConfig',
        '',
        'config = LoraConfig(',
        '    task_type="CAUSAL_LM",',
        '    r=8,',
        '    lora_alpha=16,',
        '    target_modules=["q_proj", "v_proj"],',
        '    layers_to_transform=[1, 3],',
        '    layers_pattern="layers",',
        ')',
      ].join('\n'),
    );
  });

  test('YAML for axolotl, which has the same keys', () => {
    expect(formatLayers('axolotl', shapeOf('llama'), place).split('\n').slice(3)).toEqual([
      'lora_target_modules: ["q_proj", "v_proj"]',
      'peft_layers_to_transform: [1, 3]',
      'peft_layers_pattern: ["layers"]',
    ]);
  });

  test('YAML for LLaMA-Factory, which has none: whole paths', () => {
    expect(formatLayers('llama-factory', shapeOf('llama'), place).split('\n').at(-1)).toBe(
      'lora_target: model.layers.1.self_attn.q_proj,model.layers.1.self_attn.v_proj,' +
        'model.layers.3.self_attn.q_proj,model.layers.3.self_attn.v_proj',
    );
  });

  test('encoders are for PEFT alone', () => {
    const ofEncoder = { layers: [1], targets: ['query'] };
    expect(formatLayers('peft', shapeOf('bert'), ofEncoder)).toContain('layers_pattern="layer"');
    expect(() => formatLayers('axolotl', shapeOf('bert'), ofEncoder)).toThrow(
      'Expected a decoder for --format axolotl, got bert, an encoder, which this tool does not train. Use --format peft.',
    );
  });
});

/** Models of every kind, with targets that need whole paths beside those that do not. */
const cases: readonly (readonly [name: string, family: string, targets: readonly string[]])[] = [
  ['bert', 'bert', ['query', 'value']],
  ['bert, one of two endings', 'bert', ['output.dense', 'key']],
  ['roberta', 'roberta', ['query', 'attention.output.dense', 'output.dense']],
  ['deberta', 'deberta', ['query_proj', 'value_proj']],
  ['llama', 'llama', ['q_proj', 'down_proj']],
  ['gemma', 'gemma', ['o_proj', 'gate_proj']],
  ['mistral', 'mistral', ['k_proj']],
  ['qwen2', 'qwen2', ['v_proj', 'up_proj']],
  ['llava', 'llava', ['q_proj', 'v_proj']],
];

describeWithPythons(
  'PEFT under the printed configurations',
  ['torch', 'transformers', 'peft', 'yaml'],
  (python) => {
    const folder = mkdtempSync(join(tmpdir(), 'lamella-layers-'));
    afterAll(() => rmSync(folder, { recursive: true }));

    test('adapts exactly the selected layers', () => {
      const asked = cases.map(([name, family, targets]) => {
        const shape = shapeOf(family);
        const place = { layers: [1, shape.numLayers - 1], targets };
        const formats = layerFormats.filter((format) => format === 'peft' || shape.kind === 'decoder');
        const configurations = formats.map((format) => [format, formatLayers(format, shape, place)] as const);
        return { name, family, shape, place, configurations: Object.fromEntries(configurations) };
      });
      const input = asked.map(({ name, family, shape: { kind }, configurations }) => [
        name,
        { folder: folderOf(family), kind, configurations },
      ]);
      const file = join(folder, 'cases.json');
      writeFileSync(file, JSON.stringify(Object.fromEntries(input)));
      const script = fileURLToPath(new URL('../../fixtures/layers/adapted_modules.py', import.meta.url));
      const found = JSON.parse(runPython(python, [script, file])) as Record<string, Record<string, string[]>>;
      for (const { name, shape, place, configurations } of asked) {
        const paths = modulePaths(shape, place);
        const perName = place.layers.length * place.targets.length;
        // Of two names for the layers each release of transformers has one.
        const wanted = [paths.slice(0, perName), paths.slice(-perName)].map((some) => some.toSorted());
        for (const format of Object.keys(configurations))
          expect({ name, format, wanted }).toMatchObject({
            wanted: expect.arrayContaining([found[name]?.[format]]),
          });
      }
    }, 300_000);
  },
);
