import { formatFaults } from './fault-line.ts';

test('rows count what stopped, what went on, and what was not as it should be; faults that were not met count nowhere', () => {
  const line = (row: string, wentOn: boolean | undefined, ...findings: string[]) => {
    return { ...{ row, what: 'x', wentOn, message: '' }, findings };
  };
  const lines = [
    line('kill', false),
    line('disk', true),
    line('kill', false, 'a stack'),
    line('kill', undefined),
  ];
  expect(formatFaults(lines).split('\n').slice(2)).toEqual([
    '| kill | 2 | 2 | 0 | 1 |',
    '| disk | 1 | 0 | 1 | 0 |',
    '| **all** | 3 | 2 | 1 | 1 |',
  ]);
});
