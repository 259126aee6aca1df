// A worker process with fake trials. FAKE_WORKER is a `Behaviour` in JSON, FAKE_WORKER_LOG a file for what it does.
import { serveJobs } from '@lamella/runners';
import { appendFileSync } from 'node:fs';
import { fakeTrials, type Behaviour } from './fake-trial.ts';

const behaviour = JSON.parse(process.env['FAKE_WORKER'] ?? '{}') as Behaviour;
const log = process.env['FAKE_WORKER_LOG'] ?? '/dev/null';

serveJobs(fakeTrials(behaviour, (text) => appendFileSync(log, `${text}\n`)));
