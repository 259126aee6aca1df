import { join } from 'node:path';
import type { TextSource } from '@lamella/datasets';
import { readJsonFile, writeFileAtomically } from '@lamella/files';
import { embeddedModelFolder } from '@lamella/models/embedded';
import { createModel, loadModel, loadProcessor, type Model, saveModel } from '@lamella/models';
import { evaluateTexts, type TextEvaluation } from '../evaluate-texts.ts';
import type { LlavaPretrainingSpec } from '../pretraining-spec.ts';
import { progressLog } from '../progress-log.ts';
import { evaluatePictures, type PictureEvaluation } from './evaluate-pictures.ts';
import { llavaConfig } from './llava-config.ts';
import { type LlavaData, makeLlavaData } from './llava-data.ts';
import { startFromLanguageModel } from './start-from-language-model.ts';
import { trainImageEncoder } from './train-image-encoder.ts';
import { trainLlava } from './train-llava.ts';
import { writeProcessor } from './write-processor.ts';

/** The report of a pre-trained LLaVA, kept beside its weights. */
export interface LlavaPretrainingReport extends TextEvaluation {
  readonly spec: LlavaPretrainingSpec;
  readonly corpus: readonly TextSource[];
  readonly trainTokens: number;
  readonly parameters: number;
  readonly pictures: PictureEvaluation;
  readonly seconds: number;
}

/**
 * Pre-trains an embedded LLaVA around an embedded language model: captions of drawn pictures, conversations about them and
 * texts, and a Hugging Face folder with a report of what it sees and of the held-out loss on texts.
 *
 * @param folder the output folder, made if absent
 */
export async function runLlavaPretraining(
  spec: LlavaPretrainingSpec,
  folder: string,
  log: (line: string) => void,
): Promise<LlavaPretrainingReport> {
  const begin = performance.now();
  const languageModel = embeddedModelFolder(spec.languageModel);
  const model = makeModel(spec, languageModel);
  await writeProcessor(spec, languageModel, folder);
  await saveModel(model, folder, { dtype: 'float16' });
  const processor = loadProcessor(folder);
  const data = await makeLlavaData(spec, processor);
  log(`${data.lessons.captions.length} pictures, ${data.lessons.texts.length} blocks of text`);
  const { padId } = processor.tokenizer;
  trainImageEncoder({ model, pictures: data.pictures, onStep: progressLog(spec.encoder.steps, log) }, spec);
  const onStep = progressLog(spec.training.steps, log);
  const trainTokens = trainLlava({ model, lessons: data.lessons, padId, onStep }, spec);
  await saveModel(model, folder, { dtype: 'float16' });
  const parameters = [...model.parameters.values()].reduce((sum, { size }) => sum + size, 0);
  model.dispose();
  const report: LlavaPretrainingReport = {
    ...{ spec, corpus: data.sources, trainTokens, parameters },
    ...(await evaluateSaved(folder, data, spec)),
    seconds: (performance.now() - begin) / 1000,
  };
  await writeFileAtomically(join(folder, 'pretraining.json'), `${JSON.stringify(report, null, 2)}\n`);
  return report;
}

/** A new image encoder and projector, and the weights of the language model. */
function makeModel(spec: LlavaPretrainingSpec, folder: string): Model {
  const config = readJsonFile(join(folder, 'config.json')) as Readonly<Record<string, unknown>>;
  const model = createModel(llavaConfig(spec, config), { head: 'causal-lm', seed: spec.seed });
  const languageModel = loadModel(folder, { head: 'causal-lm' });
  startFromLanguageModel(model, languageModel);
  languageModel.dispose();
  return model;
}

/** Evaluates the model as others will load it: with weights that were rounded for the file. */
async function evaluateSaved(
  folder: string,
  data: LlavaData,
  { seed, training }: LlavaPretrainingSpec,
): Promise<TextEvaluation & Pick<LlavaPretrainingReport, 'pictures'>> {
  const model = loadModel(folder, { head: 'causal-lm' });
  const subject = { model, processor: loadProcessor(folder), seed: `held-out/${seed}` };
  try {
    return {
      ...evaluateTexts(model, data.texts, { batchSize: training.batchSize.texts, seed }),
      pictures: await evaluatePictures(subject, data.lessons.captions),
    };
  } finally {
    model.dispose();
  }
}
