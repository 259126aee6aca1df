import type { PricedSet } from '@lamella/metrics/selection';
import { alignColumns } from '@lamella/planning';
import type { CheapestReport } from './importance-report.ts';

/** The most important layers, the set that was chosen and the last layers: what each gives up, what it saves, and by which step. */
export function formatCheapest(cheapest: CheapestReport): string[] {
  const { chosen, top, last, within, prefer, step } = cheapest;
  const count = top.layers.length;
  const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
  const row = (name: string, { layers, share, costs }: PricedSet): string[] => [
    ...[name, layers.join(', '), percent(share)],
    ...[percent(costs.time / top.costs.time), percent(costs.memory / top.costs.memory)],
  ];
  const table = alignColumns([
    ['', 'layers', 'importance', 'time', 'memory'],
    row(`most important ${count}`, top),
    row(`least ${prefer} within ${percent(within)}`, chosen),
    row(`last ${count}`, last),
  ]);
  return [
    ...table.map((line) => line.trimEnd()),
    `Time and memory are predicted, of a training step of LoRA at rank ${step.rank}, batch ${step.batchSize}, all texts ${step.maxLength} tokens long; ` +
      'shares are of those of the most important layers.',
  ];
}
