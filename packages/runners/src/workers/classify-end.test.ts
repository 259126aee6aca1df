import { classifyEnd, type EndCircumstances, type ProcessEnd } from './classify-end.ts';

const nothing: EndCircumstances = { stopReason: undefined, log: [], kernelKilledForMemory: false };

test.each<[ProcessEnd, Partial<EndCircumstances>, string, string]>([
  [{ exitCode: 1 }, {}, 'failed', 'The worker exited with code 1 before the job was done'],
  [{ signal: 'SIGABRT' }, {}, 'killed', 'The worker was ended by SIGABRT before the job was done'],
  [{ signal: 'SIGINT' }, {}, 'cancelled', 'The job was interrupted (SIGINT)'],
  [
    { signal: 'SIGKILL' },
    { kernelKilledForMemory: true },
    'out-of-memory',
    'The system ran out of memory and killed the worker (SIGKILL)',
  ],
  [
    { signal: 'SIGSEGV' },
    { kernelKilledForMemory: true },
    'killed',
    'The worker was ended by SIGSEGV before the job was done',
  ],
  [
    { signal: 'SIGABRT' },
    { log: ["terminate called after throwing an instance of 'std::bad_alloc'"] },
    'out-of-memory',
    'The worker ran out of memory and was ended by SIGABRT',
  ],
  [
    { signal: 'SIGTERM' },
    { stopReason: { status: 'timed-out', seconds: 60 } },
    'timed-out',
    'The job took longer than its time limit of 60 s',
  ],
  [{ startProblem: 'ENOENT' }, {}, 'failed', 'The worker could not be started: ENOENT'],
])('%j %j', (end, circumstances, status, message) => {
  expect(classifyEnd(end, { ...nothing, ...circumstances })).toEqual({
    status,
    error: { name: 'WorkerError', message },
  });
});
