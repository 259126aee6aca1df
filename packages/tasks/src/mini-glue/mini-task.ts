import type { Splits } from '../glue/splits.ts';
import type { GlueTask } from '../glue/tasks.ts';
import { buildSplits, type MiniGenerator } from './build-splits.ts';
import { cola } from './cola.ts';
import { mnli, mnliMismatched } from './mnli.ts';
import { mrpc } from './mrpc.ts';
import { qnli } from './qnli.ts';
import { qqp } from './qqp.ts';
import { rte } from './rte.ts';
import { sst2 } from './sst2.ts';
import { stsb } from './stsb.ts';

/** Part of the seed: a change of any text is a new version. */
export const MINI_GLUE_VERSION = 1;

const TRAIN_ROWS = 1500;
const DEV_ROWS = 400;

const GENERATORS: Readonly<Record<GlueTask, MiniGenerator>> = {
  cola,
  sst2,
  mrpc,
  stsb,
  qqp,
  mnli,
  qnli,
  rte,
};

/** The splits of a mini-glue task: small, synthetic, in the shape of GLUE's task of that name, the same everywhere. */
export function miniTask(task: GlueTask): Splits {
  const generator = GENERATORS[task];
  const [dev = [], train = [], devMismatched] = buildSplits(`mini-glue/${MINI_GLUE_VERSION}/${task}`, [
    { name: 'dev', rows: DEV_ROWS, generator },
    { name: 'train', rows: TRAIN_ROWS, generator },
    ...(task === 'mnli' ? [{ name: 'devMismatched', rows: DEV_ROWS, generator: mnliMismatched }] : []),
  ]);
  return { train, dev, ...(devMismatched === undefined ? {} : { devMismatched }) };
}
