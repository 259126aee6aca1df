import { slurmSettings } from './slurm-settings.ts';

const isValid = (value: unknown): boolean => slurmSettings.safeParse(value).success;

test.each([
  { partition: 'gpu,short', account: 'proj-1', qos: 'high', constraint: '(a100|h100)&ib' },
  { time: 90, memory: 4096, gpus: 0, cpus: 8, concurrency: 20, requeues: 0 },
  { time: '1-12', memory: '8G', gpus: 'a100:2' },
  { time: '1-12:30:00' },
  { time: '04:00:00' },
  { setup: ['module load "cuda/12" # as told', "export A='$B'"], options: ['--exclusive', '--gres=fpga:1'] },
])('%j is valid', (value) => {
  expect(isValid(value)).toBe(true);
});

test.each([
  { partition: 'gpu\n#SBATCH --uid=0' },
  { partition: 'gpu short' },
  { account: 'a#b' },
  { constraint: "a'b" },
  { qos: 'a\\b' },
  { qos: '' },
  { time: 'soon' },
  { time: '1:2:3:4' },
  { time: 0 },
  { memory: '8 GB' },
  { memory: '0G' },
  { gpus: 'a100' },
  { setup: ['module load a\nrm x'] },
  { setup: [] },
  { options: ['--array=1-9'] },
  { options: ['--wrap=x'] },
  { options: ['--reservation=my night'] },
  { options: ['-N2'] },
  { nodes: 2 },
])('%j is refused', (value) => {
  expect(isValid(value)).toBe(false);
});
