import type { Encoding } from '../drawing.ts';
import type { DifferenceRow } from '../rows.ts';

/** What a comparison's mark says: its verdict, or that there is none. */
export type ShownVerdict = DifferenceRow['verdict'] | typeof noVerdict;

const noVerdict = 'no verdict';

const hollowCircle = 'M0,-1A1,1,0,1,1,0,1A1,1,0,1,1,0,-1ZM0,-.55A.55,.55,0,1,0,0,.55A.55,.55,0,1,0,0,-.55Z';
const saltire = 'M-1,-.7L-.7,-1L0,-.3L.7,-1L1,-.7L.3,0L1,.7L.7,1L0,.3L-.7,1L-1,.7L-.3,0Z';

/** Shapes tell verdicts apart without colours, which are those of the report's words. */
const looks: Readonly<Record<ShownVerdict, { readonly colour: string; readonly shape: string }>> = {
  better: { colour: '#116329', shape: 'triangle-up' },
  worse: { colour: '#a40e26', shape: 'triangle-down' },
  equivalent: { colour: '#0550ae', shape: 'square' },
  undecided: { colour: '#59636e', shape: hollowCircle },
  [noVerdict]: { colour: '#8c959f', shape: saltire },
};
const order = Object.keys(looks) as ShownVerdict[];

/** The verdict of a comparison, or that there is none, as of one seed. */
export function shownVerdict({ verdict, untold }: Pick<DifferenceRow, 'verdict' | 'untold'>): ShownVerdict {
  return untold === undefined ? verdict : noVerdict;
}

/** The channels of the column `mark`, with one legend for colour and shape: of the kinds of verdicts that a figure has. */
export function verdictChannels(kinds: readonly ShownVerdict[]): Required<Pick<Encoding, 'color' | 'shape'>> {
  const domain = order.filter((kind) => kinds.includes(kind));
  const legend = { title: null, symbolOpacity: 1, symbolSize: 70, symbolStrokeWidth: 0 } as const;
  const column = { field: 'mark', type: 'nominal', legend } as const;
  return {
    color: { ...column, scale: { domain, range: domain.map((kind) => looks[kind].colour) } },
    shape: { ...column, scale: { domain, range: domain.map((kind) => looks[kind].shape) } },
  };
}

/** What is said of a study that names primary comparisons. */
export function primaryNotes(all: readonly DifferenceRow[]): string[] {
  const primary = all.find(({ isPrimary }) => isPrimary === true);
  if (primary === undefined && all.every(({ isPrimary }) => isPrimary === undefined)) return [];
  const family =
    primary === undefined
      ? []
      : [
          `Primary: named in the spec before it ran, verdicts at 5 % for these ${primary.tests} alone (Holm).`,
        ];
  return [
    ...family,
    'All that are not called primary are exploratory: other families, which decide nothing by themselves.',
  ];
}

/** The verdict in words, with the number of seeds in brackets where it is not the same for all. */
export function wordOf({ verdict, untold, seeds, isPrimary }: DifferenceRow, hasSeeds: boolean): string {
  const kind = isPrimary === true ? 'primary: ' : '';
  return `${kind}${untold ?? verdict}${hasSeeds && untold !== 'one seed' ? ` (${seeds})` : ''}`;
}
