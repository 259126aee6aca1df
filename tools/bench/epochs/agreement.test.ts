import { agreementWorks, formatAgreement } from './agreement.ts';

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
