import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { readPretrainingSpec } from '../pretrain/read-pretraining-spec.ts';
import { runPretraining } from '../pretrain/run-pretraining.ts';

/** Options of `lamella pretrain`. */
export interface PretrainOptions {
  readonly spec: string;
  /** The folder of the model, instead of the spec's. */
  readonly output?: string;
}

/** Pre-trains an embedded model and states its loss beside that of a unigram model. */
export async function run({ spec: file, output }: PretrainOptions): Promise<number> {
  const spec = await readPretrainingSpec(file);
  const folder = output ?? join(workspaceRoot(), spec.output);
  const report = await runPretraining(spec, folder, (line) => console.error(line));
  console.log(
    `${spec.name}: held-out loss ${report.heldOutLoss.toFixed(3)} nats per predicted token; a unigram model: ${report.unigramLoss.toFixed(3)}`,
  );
  console.log(
    `${report.parameters} parameters, ${report.trainTokens} tokens, ${report.seconds.toFixed(0)} s. Written to ${folder}`,
  );
  return 0;
}
