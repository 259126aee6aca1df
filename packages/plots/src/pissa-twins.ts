import { distinct } from './collections.ts';
import { isPlain } from './methods.ts';
import type { ScoreRow } from './rows.ts';

/** A method with PiSSA, and the one that has plain LoRA in the same layers. */
export interface PissaTwins {
  readonly pissa: string;
  readonly lora: string;
}

/**
 * The methods that start as PiSSA does, each with a method of plain LoRA that selects layers by the same rule and has the
 * same ones wherever both have a score. Of several the one counts whose name is that of PiSSA's without `-pissa`, or else the
 * first.
 */
export function pissaTwins(rows: readonly ScoreRow[]): PissaTwins[] {
  const starting = rows.filter(({ initialisation }) => initialisation?.startsWith('pissa') === true);
  const plain = rows.filter((row) => row.adapter !== null && isPlain(row));
  return distinct(starting, ({ method }) => method).flatMap((pissa) => {
    const own = starting.filter(({ method }) => method === pissa);
    const candidates = distinct(plain, ({ method }) => method).filter((method) =>
      haveSameLayers(
        own,
        plain.filter((row) => row.method === method),
      ),
    );
    const lora = candidates.find((name) => `${name}-pissa` === pissa) ?? candidates[0];
    return lora === undefined ? [] : [{ pissa, lora }];
  });
}

/** Whether two methods select by one rule, have settings in common, and the same layers in all of these. */
function haveSameLayers(some: readonly ScoreRow[], others: readonly ScoreRow[]): boolean {
  const known = new Map(others.map((row) => [settingOf(row), row.selected]));
  const shared = some.filter((row) => known.has(settingOf(row)));
  return shared.length > 0 && shared.every((row) => known.get(settingOf(row)) === row.selected);
}

function settingOf({ task, selection, layers, rank, seed }: ScoreRow): string {
  return JSON.stringify([task, selection, layers, rank, seed]);
}
