import { join } from 'node:path';
import { mixTexts, pretrainingCorpus, type TextPart, type TextSource } from '@lamella/datasets';
import { writeFileAtomically } from '@lamella/files';
import { createModel, loadModel, saveModel } from '@lamella/models';
import { pretrain, type PretrainingRun } from '@lamella/training';
import { evaluateTexts, type TextEvaluation } from './evaluate-texts.ts';
import { headOfFamily, makeData, type PretrainingData } from './make-data.ts';
import { makeTokenizer } from './make-tokenizer.ts';
import { modelConfig } from './model-config.ts';
import { progressLog } from './progress-log.ts';
import type { PretrainingSpec } from './pretraining-spec.ts';
import { startWithNeighbours } from './start-with-neighbours.ts';

/** The report of a pre-trained model, kept beside its weights. */
export interface PretrainingReport extends TextEvaluation {
  readonly spec: PretrainingSpec;
  readonly corpus: readonly TextSource[];
  readonly trainTokens: number;
  readonly parameters: number;
  readonly seconds: number;
}

/**
 * Pre-trains an embedded model: texts, tokeniser, blocks, language modelling, and a Hugging Face folder with a report of the
 * held-out loss beside that of a unigram model.
 *
 * @param folder the output folder, made if absent
 */
export async function runPretraining(
  spec: PretrainingSpec,
  folder: string,
  log: (line: string) => void,
): Promise<PretrainingReport> {
  const begin = performance.now();
  const parts = gatherTexts(spec);
  log(`texts: ${parts.map(({ kind, texts }) => `${texts.length} of ${kind}`).join(', ')}`);
  const texts = parts.flatMap((part) => part.texts);
  const tokenizer = await makeTokenizer(spec, texts, folder);
  const data = await makeData(spec, parts, tokenizer);
  log(`tokens: ${data.blocks.ids.length} in blocks of ${data.blocks.length}`);
  const parameters = await trainAndSave(spec, data, {
    folder,
    onStep: progressLog(spec.training.steps, log),
  });
  const { training } = spec;
  const report: PretrainingReport = {
    spec,
    corpus: parts.flatMap(({ sources }) => sources),
    trainTokens: training.steps * training.batchSize * data.blocks.length,
    parameters,
    ...evaluateSaved(folder, data, spec),
    seconds: (performance.now() - begin) / 1000,
  };
  await writeFileAtomically(join(folder, 'pretraining.json'), `${JSON.stringify(report, null, 2)}\n`);
  return report;
}

function gatherTexts({ data, seed }: PretrainingSpec): TextPart[] {
  const corpus = pretrainingCorpus(import.meta.url);
  if (data.mix !== undefined) return mixTexts(corpus, data.mix, seed);
  return [{ kind: 'prose', texts: corpus.texts, sources: corpus.sources }];
}

/** @returns the number of parameters */
async function trainAndSave(
  spec: PretrainingSpec,
  data: PretrainingData,
  { folder, onStep }: { readonly folder: string } & Required<Pick<PretrainingRun, 'onStep'>>,
): Promise<number> {
  const config = modelConfig(spec, data.vocabularySize);
  const model = createModel(config, { head: headOfFamily(spec.family), seed: spec.seed });
  try {
    if (headOfFamily(spec.family) === 'masked-lm') startWithNeighbours(model);
    pretrain({ ...data, model, onStep }, { ...spec.training, seed: spec.seed });
    await saveModel(model, folder, { dtype: 'float16' });
    return [...model.parameters.values()].reduce((sum, { size }) => sum + size, 0);
  } finally {
    model.dispose();
  }
}

/** The losses of the model as others will load it: with weights that were rounded for the file. */
function evaluateSaved(folder: string, data: PretrainingData, spec: PretrainingSpec): TextEvaluation {
  const model = loadModel(folder, { head: headOfFamily(spec.family) });
  try {
    return evaluateTexts(model, data, { batchSize: spec.training.batchSize, seed: spec.seed });
  } finally {
    model.dispose();
  }
}
