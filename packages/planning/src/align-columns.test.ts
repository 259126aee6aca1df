import { alignColumns } from './align-columns.ts';

test('numbers stand to the right, words to the left', () => {
  const rows = [
    ['trial', 'trainable', 'state'],
    ['a-long-name', '12', 'new'],
  ];
  expect(alignColumns(rows)).toEqual(['trial        trainable  state', 'a-long-name         12  new']);
});
