import { importanceOf } from '@lamella/metrics/selection';
import type { ImportanceReport } from './measure-for-command.ts';

const BAR_WIDTH = 32;

/** The report as an aligned table with a bar for each layer. */
export function formatReport({ model, data, method, samples, seconds, layers }: ImportanceReport): string {
  const largest = Math.max(...layers.map(({ importance }) => importance), Number.MIN_VALUE);
  const name = importanceOf(method).column;
  const rows = layers.map(({ layer, importance, rank }) => {
    const bar = '█'.repeat(Math.round((importance / largest) * BAR_WIDTH));
    return `${String(layer).padStart(5)}  ${formatNumber(importance).padStart(10)}  ${String(rank ?? '-').padStart(4)}  ${bar}`;
  });
  const note = layers.some(({ rank }) => rank === null)
    ? ['', "-: left out by the paper's rule; at CLS the first layer's input is the same for all samples."]
    : [];
  return [
    `Importance of the layers of ${model} for ${data} (${samples} samples, ${seconds.toFixed(1)} s)`,
    '',
    `layer  ${name.padStart(10)}  rank`,
    ...rows,
    ...note,
  ].join('\n');
}

function formatNumber(value: number): string {
  return value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential(3) : value.toFixed(4);
}
