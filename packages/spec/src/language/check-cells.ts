import { isRecord } from '@lamella/files';
import { knownMethods } from './known-methods.ts';
import { sweepPaths, valueAt, type Path, type ValueProblem } from './describe-issues.ts';

/** Ten times the largest grid that was planned and tabulated: beyond it a sweep is a slip. */
export const MOST_CELLS = 100_000;

/**
 * Says which sweeps have too many cells, counted and not made: a product of lists is long before it looks so.
 *
 * @param value a spec's value, which need not be valid
 */
export function checkCells(value: unknown): ValueProblem[] {
  const counts = sweepPaths(value).map((path) => ({ path, factors: factorsOf(value, path) }));
  const total = counts.reduce((sum, { factors }) => sum + productOf(factors), 0);
  if (total <= MOST_CELLS) return [];
  const [largest] = counts.sort((a, b) => productOf(b.factors) - productOf(a.factors));
  const product = (largest?.factors ?? []).map(([name, count]) => `${count} ${name}`).join(' × ');
  return [
    {
      path: largest?.path ?? ['sweep'],
      atKey: true,
      message: `Expected sweeps of at most ${MOST_CELLS} cells in all, got ${total} (${product}). Leave some values out, or split the spec.`,
    },
  ];
}

type Factor = readonly [name: string, count: number];

function productOf(factors: readonly Factor[]): number {
  return factors.reduce((product, [, count]) => product * count, 1);
}

/** The lists whose product a sweep is, those of one value left out. */
function factorsOf(value: unknown, path: Path): Factor[] {
  const own = valueAt(value, path);
  const grid = {
    tasks: valueAt(value, ['tasks']),
    methods: knownMethods(value)?.methods ?? keysOf(valueAt(value, ['methods'])),
    ...(isRecord(value) && isRecord(value['sweep']) ? value['sweep'] : {}),
    ...(isRecord(own) ? own : {}),
  };
  const { set, ...lists } = grid as Readonly<Record<string, unknown>>;
  return Object.entries({ ...lists, ...(isRecord(set) ? set : {}) }).flatMap(([name, list]): Factor[] =>
    Array.isArray(list) && list.length > 1 ? [[name, list.length]] : [],
  );
}

function keysOf(value: unknown): string[] {
  return isRecord(value) ? Object.keys(value) : [];
}
