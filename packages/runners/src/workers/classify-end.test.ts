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
    { stopReason: { kind: 'time', limitSeconds: 60, seconds: 61.2 } },
    'timed-out',
    'The job took 61 s, longer than its time limit of 60 s',
  ],
  [
    { signal: 'SIGKILL' },
    { stopReason: { kind: 'memory', limitBytes: 2 ** 30, usedBytes: 1.5 * 2 ** 30 } },
    'out-of-memory',
    'The worker used 1536 MiB, more than its memory limit of 1024 MiB',
  ],
  [
    { signal: 'SIGKILL' },
    { stopReason: { kind: 'silence', seconds: 600, isComputing: false } },
    'timed-out',
    'The worker gave no sign of life for 600 s',
  ],
  [
    { signal: 'SIGTERM' },
    { stopReason: { kind: 'silence', seconds: 3600, isComputing: true } },
    'timed-out',
    'The worker gave no sign of life for 3600 s, although it computed',
  ],
  [{ signal: 'SIGTERM' }, { stopReason: { kind: 'cancelled' } }, 'cancelled', 'The job was cancelled'],
  [{ startProblem: 'ENOENT' }, {}, 'failed', 'The worker could not be started: ENOENT'],
])('%j %j', (end, circumstances, status, message) => {
  expect(classifyEnd(end, { ...nothing, ...circumstances })).toEqual({
    status,
    error: { name: 'WorkerError', message },
  });
});
