import { z } from 'zod';
import { anyOf, layerCount, listOf, positiveNumber, section, slug, text, wholeNumber } from './fields.ts';
import { most } from './settings.ts';

/** `compare:` of a spec. */

/** With more, each takes more seeds than it is worth: Holm's first step is at 5 % divided by their number. */
export const mostPrimary = 4;

const twoArms = z
  .array(slug(), { error: 'two arms such as [cka, all]' })
  .length(2, { error: 'two arms such as [cka, all]' });

const primaryComparison = anyOf(
  [
    twoArms,
    section({
      arms: twoArms.describe('Two methods; draws of a kind are one, such as random-draws'),
      on: z
        .exactOptional(text())
        .describe('mean, over all tasks that both arms are trained on (the default of several), or one task'),
      layers: z.exactOptional(layerCount()).describe('N, where the sweeps have several'),
      rank: z.exactOptional(wholeNumber(1, most.rank)).describe('The rank, where the sweeps have several'),
    }),
  ],
  'two arms such as [cka, all], or a section such as {arms: [cka, all], on: cola}',
);

export const compareSection = section({
  primary: z
    .exactOptional(
      z
        .array(primaryComparison, {
          error: 'a list of comparisons such as [[cka, all], [cka, random-draws]]',
        })
        .min(1, { error: 'a list with at least one comparison' })
        .max(mostPrimary, {
          error: `a list of at most ${mostPrimary} comparisons, all others are exploratory`,
        }),
    )
    .describe(
      'What the study is to decide, written before it runs: at most four comparisons, which Holm adjusts by themselves; all others are exploratory, and say so',
    ),
  against: z
    .exactOptional(listOf(slug(), 'methods'))
    .describe(
      'Methods that every other one is compared with (default: those of the selections all, random and cka that there are)',
    ),
  margin: z
    .exactOptional(positiveNumber())
    .describe('The largest difference that does not matter, in the unit of the table: points'),
}).describe('Verdicts below the table: which methods differ, and which are equivalent');
