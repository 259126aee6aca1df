import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { measureForCommand } from './measure-for-command.ts';
import type { ImportanceRequest } from './importance-request.ts';

/** A checkpoint of BERT with its head, of one output, for a task of one number. */
const request: ImportanceRequest = {
  ...{ model: join(workspaceRoot(), 'fixtures', 'bert'), method: 'cka', task: 'stsb', samples: 8 },
  ...{ lastLayer: 'normed', maxLength: 32, batchSize: 8, seed: 0 },
};

test('metrics of both kinds of passes come in the order that they are asked for', async () => {
  const found = await measureForCommand(request, ['cka', 'fim'], () => undefined);
  expect(found.map(({ importance, settings }) => [importance.method, settings.method])).toEqual([
    ['cka', 'cka'],
    ['fim', 'fim'],
  ]);
});

test('several heads of a checkpoint that holds its own are refused before the forward pass', async () => {
  const done: number[] = [];
  const measured = measureForCommand({ ...request, heads: 2 }, ['cka', 'fim'], (count) => done.push(count));
  await expect(measured).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(/^Expected a model whose head is new for 2 heads/),
  });
  expect(done).toEqual([]);
});
