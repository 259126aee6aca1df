import { startEffectiveRank } from '../../similarity/effective-rank.ts';
import { rankByImportance } from '../request.ts';
import type { ForwardImportance, ImportanceRule } from '../selection-rule.ts';

const plus = 'M-.4,-1.1L.4,-1.1L.4,-.4L1.1,-.4L1.1,.4L.4,.4L.4,1.1L-.4,1.1L-.4,.4L-1.1,.4L-1.1,-.4L-.4,-.4Z';

/**
 * The N layers whose output has the highest effective rank over the samples (Roy & Vetterli 2007); ties go to the lower index.
 * High counts as important: representations of high effective rank serve tasks that come later better (RankMe, Garrido et al.
 * 2023), so that there is most to be adapted where samples spread over most directions. The output counts, not the input, since
 * LoRA in a layer changes its output.
 */
export const effectiveRankRule: ImportanceRule<'effective-rank', ForwardImportance> = {
  name: 'effective-rank',
  title: 'effective rank',
  look: { colour: '#a6761d', shape: plus },
  choosesN: true,
  settings: [],
  order: (request) => rankByImportance({ ...request, dropFirst: false }),
  importance: {
    short: 'effective rank',
    label: 'Effective rank',
    column: 'eff. rank',
    description: 'the effective rank of a layer’s output, at most the number of samples less 1',
    isRelative: true,
    needs: 'forward',
    needsLabels: false,
    measure: startEffectiveRank,
    fromMeasured: (values) => [...values],
    mostSamples: 512,
  },
};
