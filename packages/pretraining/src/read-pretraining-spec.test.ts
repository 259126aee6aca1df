import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { readModelConfig } from '@lamella/models';
import { modelConfig } from './model-config.ts';
import { readPretrainingSpec } from './read-pretraining-spec.ts';

const specs = join(workspaceRoot(), 'experiments', 'specs', 'pretrain');
const files = readdirSync(specs).sort();
const LLAVA = 'mini-llava.yaml';

test('there is a spec for every embedded model', () => {
  expect(files).toEqual(
    ['deberta', 'gemma', 'llama', 'llava', 'mistral', 'roberta'].map((name) => `mini-${name}.yaml`),
  );
});

test.each(files.filter((file) => file !== LLAVA))(
  '%s is valid and makes a config.json that is read back with its sizes',
  async (file) => {
    const spec = await readPretrainingSpec(join(specs, file));
    if (spec.family === 'llava') throw new Error('Expected a model that reads texts alone');
    const config = readModelConfig(modelConfig(spec, 4000), 'config.json');
    const { hiddenSize, layers, heads, maxPositions } = spec.model;
    expect(config).toMatchObject({
      ...{ hiddenSize, maxPositions, vocabularySize: 4000, numLayers: layers, numHeads: heads },
      ...('keyValueHeads' in spec.model && { numKeyValueHeads: spec.model.keyValueHeads }),
      ...('headSize' in spec.model && { headSize: spec.model.headSize }),
      ...('slidingWindow' in spec.model && { slidingWindow: spec.model.slidingWindow }),
      ...('positionBuckets' in spec.model && {
        relative: {
          hasContentToPosition: true,
          hasPositionToContent: true,
          sharesProjections: true,
          isNormalised: true,
          numBuckets: spec.model.positionBuckets,
          maxDistance: maxPositions,
        },
      }),
    });
    expect(`packages/models/embedded/${file.slice('mini-'.length, -'.yaml'.length)}`).toBe(spec.output);
  },
);

test('mini-llava.yaml is valid, and begins with the texts of mini/llama that are held out there', async () => {
  const [spec, ofLlama] = await Promise.all(
    [LLAVA, 'mini-llama.yaml'].map((file) => readPretrainingSpec(join(specs, file))),
  );
  expect(spec).toMatchObject({
    family: 'llava',
    languageModel: 'mini/llama',
    output: 'packages/models/embedded/llava',
    seed: ofLlama?.seed,
    data: { heldOut: ofLlama?.data.heldOut, mix: ofLlama?.data.mix },
  });
});

describe('mistakes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lamella-spec-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const text = readFileSync(join(specs, 'mini-mistral.yaml'), 'utf8');

  test.each([
    ['family: mistral', 'family: mistrall', 'Did you mean "mistral"?'],
    ['  slidingWindow: 96', '  headSize: 96', 'Unknown key of model "headSize"'],
    ['shares: { prose: 0.5,', 'shares: { verse: 0.5,', 'Unknown key of data.mix.shares "verse"'],
  ])('%s -> %s', async (right, wrong, message) => {
    const file = join(folder, 'spec.yaml');
    expect(text).toContain(right);
    writeFileSync(file, text.replace(right, wrong));
    await expect(readPretrainingSpec(file)).rejects.toThrow(message);
  });
});
