import { join } from 'node:path';
import { isRecord, readJsonFile } from '@lamella/files';
import {
  generationSettings,
  Generator,
  loadModel,
  type Model,
  type Prompt,
  readGenerationConfig,
} from '@lamella/models';
import { z } from 'zod';
import type { CaseOutcome } from '../case-result.ts';
import { equalOrRefused, withFolder } from '../equal-or-refused.ts';

const ids = z.array(z.number());
const fields = z.record(z.string(), z.unknown());

const generationConfigsJson = z.object({
  /** The folder of the model, beside the reference's. */
  model: z.string(),
  prompts: z.array(ids),
  cases: z.array(
    z.object({
      name: z.string(),
      /** null for a folder without the file. */
      generation_config: fields.nullable(),
      config_changes: fields,
      /** By version of transformers: the new tokens of each prompt. */
      expected: z.record(z.string(), z.array(ids)),
    }),
  ),
});

type Case = z.infer<typeof generationConfigsJson>['cases'][number];

/** Compares the text that a model generates from a folder with one or another generation_config.json. */
export async function* generationConfigCases(folder: string): AsyncGenerator<CaseOutcome> {
  const reference = generationConfigsJson.parse(readJsonFile(join(folder, 'generation_configs.json')));
  const modelFolder = join(folder, '..', reference.model);
  const config = readJsonFile(join(modelFolder, 'config.json'));
  const prompts = reference.prompts.map((prompt): Prompt => ({ ids: prompt, images: [] }));
  const model = loadModel(modelFolder, { head: 'causal-lm' });
  try {
    for (const one of reference.cases) {
      const files = filesOf(one, isRecord(config) ? config : {});
      yield await equalOrRefused(one.name, one.expected, () =>
        withFolder(files, (path) => generate(path, model, prompts)),
      );
    }
  } finally {
    model.dispose();
  }
}

function filesOf(one: Case, config: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { generation_config: generation, config_changes: changes } = one;
  return {
    'config.json': { ...config, ...changes },
    ...(generation !== null && { 'generation_config.json': generation }),
  };
}

async function generate(folder: string, model: Model, prompts: readonly Prompt[]): Promise<number[][]> {
  const settingsOf = generationSettings({ seed: 0 }, readGenerationConfig(folder));
  const settings = { ...settingsOf(prompts, undefined), batchSize: prompts.length, isEager: true };
  const generator = new Generator(model, settings);
  try {
    return (await generator.generate(prompts)).map((generated) => [...generated.ids]);
  } finally {
    generator.dispose();
  }
}
