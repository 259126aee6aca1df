// Loaded before a program (`NODE_OPTIONS=--import …`), it makes its disk, its clock or its memory fail. INJECTED_FAULT is an
// `InjectedFault` (../injected-fault.ts) in JSON; operations on files below its folder are counted and noted.
import { spawnSync } from 'node:child_process';
import { original, watchDisk } from './watch-disk.mjs';
import { refuses } from './refusals.mjs';

const { folder, role, point, fault, trace, state, clock, everySteps } = JSON.parse(
  process.env.INJECTED_FAULT ?? '{}',
);
const ownRole = process.argv.includes('worker') ? 'worker' : 'main';
const counts = new Map();

function meet(operation) {
  const { label, halve } = operation;
  const occurrence = (counts.get(label) ?? 0) + 1;
  counts.set(label, occurrence);
  if (trace) original.appendFileSync(trace, `${JSON.stringify({ role: ownRole, label, occurrence })}\n`);
  const isHere = point && ownRole === role && label === point.label && occurrence === point.occurrence;
  if (isHere) original.appendFileSync(state, `${label}\n`);
  if (isHere) strike(halve);
  if (original.existsSync(state)) refuses(fault, operation);
}

function strike(halve) {
  if (fault === 'kill' || fault === 'power-cut') {
    halve();
    if (fault === 'power-cut' && ownRole === 'worker') process.kill(process.ppid, 'SIGKILL');
    process.kill(process.pid, 'SIGKILL');
  }
  // What is asked for from here on fails.
  if (fault === 'address-space') spawnSync('prlimit', ['--pid', String(process.pid), '--as=1']);
  if (fault === 'heap') for (const all = []; ;) all.push(new Array(1e5).fill({}));
}

/** The clock jumps by hours and days at every look, in both directions. */
function wrapClock(jumps) {
  const Real = Date;
  let looks = 0;
  const now = () => Real.now() + jumps[looks++ % jumps.length] * 1000;
  globalThis.Date = class extends Real {
    constructor(...args) {
      super(...(args.length === 0 ? [now()] : args));
    }
    static now() {
      return now();
    }
    static [Symbol.hasInstance](value) {
      return value instanceof Real;
    }
  };
}

/** Trials too short for a checkpoint get one after every few steps. */
function wrapJobs() {
  const emit = process.emit.bind(process);
  process.emit = (name, message, ...rest) => {
    if (name === 'message' && message?.type === 'job') message.job.checkpoints = { everySteps };
    return emit(name, message, ...rest);
  };
}

if (folder !== undefined) await watchDisk(folder, meet);
if (clock !== undefined) wrapClock(clock);
if (everySteps !== undefined && ownRole === 'worker') wrapJobs();
