import { benchPairs } from './pairs.ts';
import { summarisePairs, toMarkdown } from './summarise-pairs.ts';

const [pair] = benchPairs({ steps: 3 });

test('ratios are taken round by round, and compared with what is asked', () => {
  if (pair === undefined) throw new Error('Expected pairs');
  const line = (stepSeconds: number, peakRssMiB: number) =>
    pair.figures({ stepSeconds, peakRssMiB, idleRssMiB: 100 });
  const rounds = [
    { lamella: line(1, 300), pytorch: line(2, 200) },
    { lamella: line(9, 300), pytorch: line(10, 200) }, // the machine was busy
    { lamella: line(1, 300), pytorch: line(2, 200) },
  ];
  const rows = summarisePairs([{ pair, rounds }]);
  expect(rows).toMatchObject([
    { figure: 'seconds per step', lamella: 1, pytorch: 2, ratio: 0.5, limit: '≤ 0.95', isMet: true },
    { figure: 'MiB above idle', lamella: 200, pytorch: 100, ratio: 2, limit: '≤ 1', isMet: false },
  ]);
  expect(toMarkdown(rows)).toContain(
    '| encoder, float32 | seconds per step | 1 | 2 | 0.5 | ≤ 0.95 |  | yes |\n',
  );
});

test('sentences bring the importance pairs in; only PyTorch pads to 512', () => {
  const names = (inputs: object) => benchPairs({ steps: 3, ...inputs }).map(({ name }) => name);
  expect(names({ glue: 'GLUE' })).toHaveLength(names({}).length + 3);
  const pairs = benchPairs({ steps: 3, glue: 'GLUE', model: 'MODEL' });
  const cka = pairs.find(({ name }) => name === 'CKA against padding to 512');
  expect(cka?.pytorch.join(' ')).toBe('importance.py cka --pad 512 --model MODEL --glue GLUE');
  expect(cka?.lamella.join(' ')).toBe('importance cka --pad longest --model MODEL --glue GLUE');
});

test('a decoder brings its pairs in, with what is asked of each; tokens have to be the same in float32', () => {
  const pairs = benchPairs({ steps: 3, decoder: 'DECODER', glue: 'GLUE' });
  const decoding = pairs.filter(({ name }) => name.startsWith('greedy decoding'));
  expect(decoding.map(({ limits, agreesOn }) => [limits['tokens per second'], agreesOn])).toEqual([
    [{ atLeast: 2, aim: 3 }, 'tokensHash'],
    [{ atLeast: 2.5, aim: 4 }, undefined],
  ]);
  expect(decoding[1]?.pytorch.slice(1)).toEqual(decoding[1]?.lamella.slice(1));
  const fisher = pairs.find(({ name }) => name.startsWith('Fisher'));
  expect(fisher?.limits['seconds']).toEqual({ atMost: 1 / 6, aim: 1 / 10 });
});
