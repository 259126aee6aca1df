import type { FigureRows, VariantRow } from '../rows.ts';
import { glueTasks, inventRows } from '../testing/invented-rows.ts';
import { importanceByVariant } from './importance-by-variant.ts';

const { scores, importance } = inventRows({
  ...{ tasks: glueTasks.slice(0, 1), methods: ['all', 'cka', 'fim'] },
  ...{ layers: [4], ranks: [8], seeds: 2 },
});

/** Two ways of measuring one rule, with something more to say of the first layer of the second one. */
function variantsOf(rule: 'cka' | 'fim', further: Partial<VariantRow> = {}): VariantRow[] {
  const own = importance.filter(({ method }) => method === rule);
  return ['cka', 'fim'].flatMap((variant) =>
    own.map((row) => ({
      ...{ ...row, variant, variantTitle: variant, isSelected: row.layer < 4 },
      ...(variant === 'fim' && row.layer === 0 && further),
    })),
  );
}

function notesOf(rows: Partial<FigureRows>): string {
  const drawing = importanceByVariant({ scores, importance, variants: variantsOf('cka'), ...rows });
  if ('skipped' in drawing) throw new Error(drawing.skipped);
  return drawing.notes.join('\n');
}

test('the dashed line is explained where it is drawn, and its value is told where it is not', () => {
  expect(notesOf({})).toContain('Dashed: LoRA in all layers.');
  const others = scores.filter(({ method }) => method !== 'all');
  expect(notesOf({ scores: others })).not.toMatch(/Dashed|beyond the axis/);
  const far = scores.map((row) => (row.method === 'all' ? { ...row, score: -0.9 } : row));
  expect(notesOf({ scores: far })).not.toContain('Dashed');
  expect(notesOf({ scores: far })).toContain('LoRA in all layers lies beyond the axis at -90.0 (CoLA).');
});

test('only a value of constant inputs is said to mean nothing', () => {
  const leftOut = { isLeftOut: true, hasConstantInput: false } as const;
  expect(notesOf({ variants: variantsOf('cka', leftOut) })).toContain(
    'grey without a shade: left out of the order by dropFirst',
  );
  expect(notesOf({ variants: variantsOf('cka', leftOut) })).not.toContain('means nothing');
  const constant = { ...leftOut, hasConstantInput: true };
  expect(notesOf({ variants: variantsOf('cka', constant) })).toContain('a dash: left out of the order');
  expect(notesOf({ variants: variantsOf('cka', constant) })).not.toContain('grey');
});

test('that the same layers train the same is said of variants that differ in measuring alone, the others are named', () => {
  const trainsOtherwise = variantsOf('cka', { trainsOtherwise: true });
  expect(notesOf({})).not.toContain('train otherwise');
  expect(notesOf({ variants: trainsOtherwise })).toContain('Without scores, as they train otherwise: fim.');
});

test('variants of several rules are drawn beneath one another, each under its own name', () => {
  const drawing = importanceByVariant({
    ...{ scores, importance, variants: [...variantsOf('cka'), ...variantsOf('fim')] },
  });
  if ('skipped' in drawing) throw new Error(drawing.skipped);
  expect(drawing.notes[0]).toMatch(
    /^1 − CKA and Fisher information \(relative to the largest\) of every layer/,
  );
  const body = JSON.stringify(drawing.body(600));
  expect(body).toContain('"field":"rule","equal":"cka"');
  expect(body).toContain('"field":"rule","equal":"fim"');
});
