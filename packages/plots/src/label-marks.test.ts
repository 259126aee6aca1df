import { renderSvg } from './render.ts';

const rows = [
  { method: 'first "one"', trainableParameters: 12_345, score: 1, aside: -2 },
  { method: 'first "one"', trainableParameters: 12_345, score: 2.123456789, aside: 2 },
];
const encoding = {
  x: { field: 'aside', type: 'quantitative' },
  y: { field: 'score', type: 'quantitative' },
} as const;
const labelsOf = (svg: string): string[] =>
  [...svg.matchAll(/aria-label="(method[^"]*)"/g)].map(([, label = '']) => label);

test('a mark is labelled by the whole row that it shows, without what only places it; the drawing itself has Vega’s labels', async () => {
  const { svg, labelled } = await renderSvg({
    datasets: { rows },
    data: { name: 'rows' },
    mark: 'point',
    encoding,
  });
  const [first, second] = ['1', '2.12346'].map(
    (score) => `method: first &quot;one&quot;&#xA;trainable parameters: 12,345&#xA;score: ${score}`,
  );
  expect(labelsOf(labelled)).toEqual([first, second]);
  expect(labelsOf(svg)).toEqual([]);
  expect(svg).toContain('aria-label="aside: −2; score: 1"');
});

test('a line is labelled by what its rows have in common, and text by nothing', async () => {
  const { labelled } = await renderSvg({
    datasets: { rows },
    data: { name: 'rows' },
    layer: [
      { mark: 'line', encoding },
      { mark: 'text', encoding: { ...encoding, text: { field: 'method' } } },
    ],
  });
  expect(labelsOf(labelled)).toEqual(['method: first &quot;one&quot;&#xA;trainable parameters: 12,345']);
});
