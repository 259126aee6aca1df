import { join } from 'node:path';
import { projectFolder } from '@lamella/core';
import { readPretrainingSpec, runLlavaPretraining, runPretraining } from '@lamella/pretraining';

/** Options of `lamella pretrain`. */
export interface PretrainOptions {
  readonly spec: string;
  /** The folder of the model, instead of the spec's. */
  readonly output?: string;
}

/** Pre-trains an embedded model and states its loss beside that of a unigram model. */
export async function run({ spec: file, output }: PretrainOptions): Promise<number> {
  const spec = await readPretrainingSpec(file);
  const folder = output ?? join(projectFolder(), spec.output);
  const log = (line: string): void => console.error(line);
  const report =
    spec.family === 'llava'
      ? await runLlavaPretraining(spec, folder, log)
      : await runPretraining(spec, folder, log);
  console.log(
    `${spec.name}: held-out loss ${report.heldOutLoss.toFixed(3)} nats per predicted token; a unigram model: ${report.unigramLoss.toFixed(3)}`,
  );
  if ('pictures' in report) {
    const { captions, questions } = report.pictures;
    console.log(
      `captions of new pictures: ${captions.loss.toFixed(3)} nats per token, with another picture ${captions.lossWithOtherPicture.toFixed(3)}; questions: ${(100 * questions.accuracy.mean).toFixed(0)} % right`,
    );
  }
  console.log(
    `${report.parameters} parameters, ${report.trainTokens} tokens, ${report.seconds.toFixed(0)} s. Written to ${folder}`,
  );
  return 0;
}
