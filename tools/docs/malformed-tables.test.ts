import { renderMalformed } from './malformed-tables.ts';

test('a list per group, with what Markdown would take for its own escaped', () => {
  const table = { what: 'a list', files: {}, data: {}, message: 'Expected f1_macro, got ["x"].' };
  expect(renderMalformed({ CSV: [table], TSV: [] })).toBe(
    '- **CSV**\n  - a list: “Expected f1\\_macro, got \\["x"\\].”\n- **TSV**',
  );
});
