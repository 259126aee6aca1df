import { formatCounts } from './format-counts.ts';

const counts = { inputs: 10, read: 4, refused: 6, findings: [], slowestMs: 1234, peakBytes: 2 ** 30 };

test('a row for each kind, and one for all', () => {
  expect(
    formatCounts(
      [
        { name: 'a', ...counts },
        { name: 'b', ...counts, slowestMs: 10, findings: ['x'] },
      ],
      3,
    ),
  ).toBe(
    `| input | inputs | read | refused | anything else | slowest, s | peak of the process, MiB |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
| a | 10 | 40 % | 60 % | 0 | 1.2 | 1,024 |
| b | 10 | 40 % | 60 % | 1 | 0.0 | 1,024 |
| **all, seed 3** | 20 | 40 % | 60 % | 1 | 1.2 | 1,024 |`,
  );
});
