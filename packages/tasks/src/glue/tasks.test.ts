import { GLUE_TASKS, taskInfo } from './tasks.ts';

describe('taskInfo', () => {
  test.each([
    ['cola', 'CoLA', ['matthews'], false],
    ['sst2', 'SST-2', ['accuracy'], false],
    ['mrpc', 'MRPC', ['accuracy', 'f1'], true],
    ['stsb', 'STS-B', ['pearson', 'spearman'], true],
    ['qqp', 'QQP', ['accuracy', 'f1'], true],
    ['mnli', 'MNLI', ['accuracy'], true],
    ['qnli', 'QNLI', ['accuracy'], true],
    ['rte', 'RTE', ['accuracy'], true],
  ])("%s is %s, scored by GLUE's official metrics", (name, title, metrics, isPair) => {
    expect(taskInfo(name)).toMatchObject({ name, title, metrics, metric: metrics[0], isPair });
  });

  test("classes stand in the hub's order", () => {
    expect(GLUE_TASKS.map((name) => taskInfo(name).labels)).toEqual([
      ['unacceptable', 'acceptable'],
      ['negative', 'positive'],
      ['not_equivalent', 'equivalent'],
      [],
      ['not_duplicate', 'duplicate'],
      ['entailment', 'neutral', 'contradiction'],
      ['entailment', 'not_entailment'],
      ['entailment', 'not_entailment'],
    ]);
  });

  test('only STS-B is a regression', () => {
    expect(GLUE_TASKS.filter((name) => taskInfo(name).kind === 'regression')).toEqual(['stsb']);
  });

  test('an unknown name is an error with the nearest one', () => {
    expect(() => taskInfo('colla')).toThrow(
      'Unknown task "colla". Did you mean "cola"? Valid: cola, sst2, mrpc, stsb, qqp, mnli, qnli, rte.',
    );
    expect(() => taskInfo('constructor')).toThrow('Unknown task "constructor".');
  });
});
