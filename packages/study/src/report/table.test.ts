import { isNumeric, pageTable } from './table.ts';

test('heads and cells are escaped, the first cell of a row is its head, and exact values are kept beside what is shown', () => {
  const { html } = pageTable({
    caption: 'Scores of <x>',
    columns: [
      { title: 'method', name: 'm' },
      { title: 'score', isNumber: true },
    ],
    rows: [['<b>', { shown: '51.3', value: 0.5127 }]],
  });
  expect(html).toContain('aria-label="Scores of &#60;x&#62;"');
  expect(html).toContain('<th scope="col" class="words" data-name="m">method</th>');
  expect(html).toContain('<th scope="row" class="words">&#60;b&#62;</th>');
  expect(html).toMatch(/<td class="number"\s+data-value="0.5127">51.3<\/td>/);
});

test.each([
  [['1', '−2.0 ± 1', '', '–', '< 0.001', '1,234 to 2,000'], true],
  [['1', 'LoRA'], false],
  [['', '–'], false],
])('%j are numbers: %s', (cells, isNumber) => {
  expect(isNumeric(cells)).toBe(isNumber);
});
