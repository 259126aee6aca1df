import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { readSafetensors, writeSafetensors } from '@lamella/files';
import { loadModel, type Model } from '@lamella/models';
import type { AdaptedModel } from '../adapter.ts';
import { loadAdapter } from './load-adapter.ts';
import { openWeights } from './open-weights.ts';

// LLaVA, whose modules transformers has renamed in version 4.52.
const base = join(workspaceRoot(), 'fixtures/llava');
const original = join(base, 'lora_adapter');
let model: Model;
let folder: string;
beforeAll(() => void (model = loadModel(base, { head: 'causal-lm' })));
afterAll(() => model.dispose());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lamella-renamed-'));
  cpSync(original, folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

const newer = (name: string): string =>
  name.replace('language_model.model.layers', 'model.language_model.layers');

async function writeRenamed(rename: (name: string) => string[]): Promise<void> {
  const file = readSafetensors(join(original, 'adapter_model.safetensors'));
  const names = [...file.tensors.keys()];
  const tensors = new Map(names.flatMap((name) => rename(name).map((each) => [each, file.read(name)])));
  file.close();
  await writeSafetensors(join(folder, 'adapter_model.safetensors'), tensors);
}

function changeConfig(fields: object): void {
  const path = join(folder, 'adapter_config.json');
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), ...fields }));
}

const valuesOf = ({ trainable }: AdaptedModel) =>
  trainable.map((parameter) => {
    const value = parameter.read();
    const data = value.dataSync<'float32'>();
    value.dispose();
    return [parameter.name, data] as const;
  });

test.each<[string, string[] | string | undefined]>([
  ['full paths', undefined],
  ['a regular expression', String.raw`model\.language_model\.layers\.[13]\.(self_attn|mlp)\.\w+_proj`],
])('an adapter under newer names, its targets as %s, is the same', async (_, targets) => {
  const expected = loadAdapter(original, model);
  const values = valuesOf(expected);
  const { config } = expected;
  expected.remove();
  await writeRenamed((name) => [newer(name)]);
  const { target_modules: paths } = JSON.parse(
    readFileSync(join(original, 'adapter_config.json'), 'utf8'),
  ) as {
    target_modules: string[];
  };
  changeConfig({ target_modules: targets ?? paths.map(newer) });
  const adapted = loadAdapter(folder, model);
  expect(valuesOf(adapted)).toEqual(values);
  expect(adapted.config).toMatchObject({ layers: [1, 3], targets: config.kind === 'lora' && config.targets });
  adapted.remove();
});

test('ranks by newer paths are those of ours', () => {
  const path = 'model.language_model.layers.1.self_attn.q_proj';
  changeConfig({ rank_pattern: { [path]: 2 } });
  // The stored matrices have rank 4: the pattern is understood, and the file does not fit it.
  expect(() => loadAdapter(folder, model)).toThrow(
    /language_model\.model\.layers\.1\.self_attn\.q_proj\.lora_A\.weight in .* the shape \[2, 32\], got \[4, 32\]/,
  );
});

test('a tensor under both names is refused, and the file is closed', async () => {
  await writeRenamed((name) => [name, newer(name)]);
  expect(() => openWeights(folder, model)).toThrow(
    /^Expected each tensor once in .*adapter_model\.safetensors, got it as base_model\.\S+ and as base_model\./,
  );
});
