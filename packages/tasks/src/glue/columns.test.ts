import { parquetSplit, tsvFile } from './columns.ts';

test('only MNLI tells matched from mismatched', () => {
  expect(tsvFile('cola', 'train')).toBe('train');
  expect(tsvFile('cola', 'dev')).toBe('dev');
  expect(tsvFile('mnli', 'train')).toBe('train');
  expect(tsvFile('mnli', 'dev')).toBe('dev_matched');
  expect(tsvFile('mnli', 'devMismatched')).toBe('dev_mismatched');
  expect(parquetSplit('cola', 'dev')).toBe('validation');
  expect(parquetSplit('mnli', 'dev')).toBe('validation_matched');
  expect(parquetSplit('mnli', 'devMismatched')).toBe('validation_mismatched');
});
