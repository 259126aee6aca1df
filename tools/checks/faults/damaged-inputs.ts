import { copyFileSync, cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@lamella/core';
import { damageFile, type Damage } from './damage.ts';
import type { FaultTask } from './fault-line.ts';
import { differences, readOutcome } from './outcome.ts';
import { lastLine } from './command-end.ts';
import { Scene } from './scene.ts';

/** A file of the user's that is damaged after a run, in a way that shows or not. */
interface DamagedInput {
  readonly file: 'model/model.safetensors' | 'model/config.json' | 'model/tokenizer.json' | 'train.csv';
  readonly damage: Damage;
  /** Whether it is still a file of its kind, so that nobody can tell: its content is another. */
  readonly isReadable?: boolean;
}

const inputs: readonly DamagedInput[] = [
  { file: 'model/model.safetensors', damage: 'half of it' },
  { file: 'model/model.safetensors', damage: 'empty' },
  { file: 'model/model.safetensors', damage: 'zeros' },
  { file: 'model/model.safetensors', damage: 'a bit flipped', isReadable: true },
  { file: 'model/config.json', damage: 'half of it' },
  { file: 'model/tokenizer.json', damage: 'half of it' },
  { file: 'train.csv', damage: 'empty' },
  { file: 'train.csv', damage: 'zeros' },
  { file: 'train.csv', damage: 'a bit flipped', isReadable: true },
];

/** Logs are of the latest training, and importance of other content lies beside the former. */
const ofLatestTraining = /: (losses|learning rates and gradient norms)$|^importance: /;

/**
 * A model or data that are damaged between two runs: what can't be read is refused by its name, and what can is other content, so that
 * other trials run. With the sound file back, the first run's results count again.
 */
export function damagedInputTasks(): FaultTask[] {
  return inputs.map(({ file, damage, isReadable = false }) => ({
    ...{
      row: `damaged: ${file.startsWith('model') ? "a model's file" : 'a data file'}`,
      what: `${file}, ${damage}`,
    },
    run: async () => {
      const scene = new Scene('predictions');
      try {
        const args = ['run', '--no-figures', scene.specPath, ...writeInputs(scene.root)];
        const first = await scene.command(args);
        if (first.code !== 0) throw new Error(first.stderr);
        const expected = readOutcome(scene);
        copyFileSync(join(scene.root, file), join(scene.root, 'sound'));
        damageFile(join(scene.root, file), damage);
        const { code, stderr } = await scene.command(args);
        const findings: string[] = [];
        if (code === 0 && !isReadable) findings.push('the damaged file was taken');
        if (code !== 0 && !stderr.includes(file.slice(file.indexOf('/') + 1)))
          findings.push(`not named: ${stderr.slice(-500)}`);
        if (/^ +at .*:\d+:\d+\)?$/m.test(stderr)) findings.push(`a stack: ${stderr.slice(-700)}`);
        copyFileSync(join(scene.root, 'sound'), join(scene.root, file));
        const again = await scene.command(args);
        if (!again.stdout.includes('2 trials, 2 done before'))
          findings.push(`ran again: ${again.stdout.slice(-300)}`);
        const changed = differences(readOutcome(scene), expected).filter(
          (part) => !ofLatestTraining.test(part),
        );
        findings.push(...changed.map((part) => `differs in ${part}`));
        return { wentOn: code === 0, message: lastLine({ code, stderr, stdout: '' }), findings };
      } finally {
        scene.remove();
      }
    },
  }));
}

/** @returns the options that name them */
function writeInputs(root: string): string[] {
  cpSync(join(workspaceRoot(), 'packages/models/embedded/roberta'), join(root, 'model'), { recursive: true });
  const words = ['good', 'bad'];
  const rows = Array.from({ length: 40 }, (_, i) => `a ${words[i % 2]} film number ${i},${words[i % 2]}`);
  writeFileSync(join(root, 'train.csv'), `text,label\n${rows.join('\n')}\n`);
  const data = `{ kind: table, train: '${join(root, 'train.csv')}', text: text, label: label, devShare: 0.25 }`;
  return ['--model', join(root, 'model'), '--set', `data=${data}`, '--set', 'tasks=[text-classification]'];
}
