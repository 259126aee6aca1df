import { miniMathBenchmark } from './task.ts';

test('questions are asked as they are, and know how many steps they take', () => {
  const problem = { id: 0, prompt: 'Question: … Answer:', solution: ' 1', answer: '1', numSteps: 2 };
  expect(miniMathBenchmark([problem]).questions[0]).toEqual({
    id: '0',
    prompt: 'Question: … Answer:',
    reference: '1',
    groups: { steps: '2' },
  });
});
