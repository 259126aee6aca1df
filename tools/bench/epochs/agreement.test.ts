import { agreementWorks, formatAgreement, type KeptScore, pairScores, parseScores } from './agreement.ts';

test('the means of both programs stand beside each other, with the difference and its interval', () => {
  const [work] = agreementWorks('minilm');
  if (work === undefined) throw new Error('Expected a task');
  const lamella = [77.2, 79.1, 78.4, 80.0, 77.9];
  const pytorch = [76.8, 75.5, 79.9, 77.0, 78.0];
  // scipy.stats.ttest_ind(lamella, pytorch, equal_var=False)
  expect(formatAgreement([{ work, lamella, pytorch }]).split('\n').at(-1)).toBe(
    '| SST-2 | accuracy | 5 | 78.5 (77.2, 79.1, 78.4, 80.0, 77.9) | 77.4 (76.8, 75.5, 79.9, 77.0, 78.0) | +1.1 | −1.0 to +3.2 | 0.26 |',
  );
});

test('kept scores are paired by seed, of one model and of seeds that both programs have', () => {
  const kept = (program: KeptScore['program'], seed: number, score: number, model = 'minilm'): KeptScore => ({
    ...{ model, task: 'CoLA', rows: 2000, epochs: 3 },
    ...{ program, seed, score },
  });
  const scores = [
    kept('PyTorch', 2, 21.5),
    kept('Lamella', 1, 20.1),
    kept('Lamella', 2, 22.5),
    kept('PyTorch', 1, 19.0),
    kept('Lamella', 3, 18.0),
    kept('PyTorch', 3, 40.0, 'bge-small'),
  ];
  const text = scores.map((score) => `${JSON.stringify(score)}\n`).join('');
  const work = agreementWorks('minilm')[2];
  expect(pairScores(parseScores(text), 'minilm')).toEqual([
    { work, lamella: [20.1, 22.5], pytorch: [19.0, 21.5] },
  ]);
});
