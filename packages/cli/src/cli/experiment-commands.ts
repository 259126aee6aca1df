import { type Command, Option } from 'commander';
import { quantizationOption, toCollected, toCount, toList, toNumber, toPositive } from './option-values.ts';
import { action, type Finish } from './run-module.ts';

/** The commands that take an experiment's spec. */
export function addExperimentCommands(program: Command, finish: Finish): void {
  addRun(program, finish);
  addWork(program, finish);
  addVerifyResume(program, finish);
  addPlan(program, finish);
  addWhy(program, finish);
  withResults(program.command('table'), 'print the table of a spec from its results')
    .option('--csv', 'as CSV')
    .option('--json', 'as JSON')
    .action(action(finish, ['spec'], () => import('../commands/table.ts')));
  addCompare(program, finish);
  addLedger(program, finish);
  addWatch(program, finish);
  withResults(program.command('figures'), 'draw the figures of a spec from the results of your own runs')
    .option(
      '--output <folder>',
      "where to (default: beside your own results; with --published, figures-of-published in the spec's folder of runs)",
    )
    .option('--json', 'print what was drawn as JSON')
    .action(action(finish, ['spec'], () => import('../commands/figures.ts')));
  addReport(program, finish);
  addPublish(program, finish);
  program
    .command('validate')
    .description('check specs as a plan does, without weights, and show all problems with their places')
    .argument('<specs...>', 'YAML files')
    .option('--json', 'print what was found as JSON')
    .action(action(finish, ['specs'], () => import('../commands/validate.ts')));
}

function addReport(program: Command, finish: Finish): void {
  program
    .command('report')
    .description(
      'write one HTML file of runs, from results alone: verdicts, tables, figures with their data, selections, provenance, spec',
    )
    .argument('<runs...>', "runs' names, folders or specs; also of published results")
    .option(
      '--output <file>',
      "the file (default: report.html in the run's folder; report.html in the folder of all runs for several, report-of-published.html for published results)",
    )
    .option('--json', 'print what was written as JSON')
    .action(action(finish, ['runs'], () => import('../commands/report.ts')));
}

function addPublish(program: Command, finish: Finish): void {
  withSpec(
    program.command('publish'),
    'copy the results of a spec to results/published, with table and figures',
  )
    .option('--partial', 'although some trials are not done')
    .option('--shrink', 'although trials that are published now would vanish')
    .option('--as-written', 'the results of the spec as it is written, not those of the last run')
    .option('--json', 'print what was published as JSON')
    .action(action(finish, ['spec'], () => import('../commands/publish.ts')));
}

function addVerifyResume(program: Command, finish: Finish): void {
  withSpec(
    program.command('verify-resume'),
    'prove that a trial which is killed at random points goes on to the same bits: run it undisturbed, then with kills, and compare',
  )
    .option('--trial <id>', 'the trial (default: the first of the spec that is trained)')
    .option('--kills <n>', 'how often it is killed (default: 20)', toCount)
    .option('--threads <n>', 'threads of the worker')
    .option('--seed <n>', 'of the points at which it is killed (default: 0)', toCount)
    .option('--json', 'print the comparison as JSON')
    .action(action(finish, ['spec'], () => import('../commands/verify-resume.ts')));
}

function addWork(program: Command, finish: Finish): void {
  program
    .command('work')
    .description(
      'run trials of a run that was begun, beside the processes that work on it; also on another machine that has its folder, model and data at the same paths',
    )
    .argument('<run>', "a run's folder, or its name among your own runs")
    .option('--trial <id>', 'this trial alone (repeatable; default: all that are not done)', toCollected)
    .option(
      '--importance-of <id>',
      'measure the importance that this trial selects by, unless it is there, and train nothing else (repeatable)',
      toCollected,
    )
    .option('--workers <n>', "trials that run at the same time (default: the spec's)", toPositive)
    .option('--threads <n>', "threads of a worker (default: the spec's)", toPositive)
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      '\nExit codes: 0 all that was asked for is done, 1 a trial failed, 2 a mistake in what was typed, 75 stopped with work left.',
    )
    .action(action(finish, ['run'], () => import('../commands/work.ts')));
}

function addRun(program: Command, finish: Finish): void {
  withSpec(
    program.command('run'),
    'run the trials of a spec that are not done, then show the table, draw the figures and write the report',
  )
    .option('--workers <n>', 'trials that run at the same time')
    .option('--threads <n>', 'threads of a worker')
    .addOption(
      new Option(
        '--runner <name>',
        "where trials run: processes of this machine (local), or a Slurm cluster's tasks (default: the spec's)",
      ).choices(['local', 'slurm']),
    )
    .option('--profile <file>', 'a YAML file with runner and slurm, for what the spec leaves open of them')
    .option('--cancel', "only take the run's jobs out of Slurm's queue; a later run goes on")
    .option('--no-figures', "don't draw figures at the end, nor write the report that shows them")
    .option(
      '--accept-code',
      'take results that other code made (an earlier Lamella, changed sources) as done, until the code changes again',
    )
    .option('--no-accept-code', 'take that back')
    .option('--json', 'print the result as JSON')
    .action(action(finish, ['spec'], () => import('../commands/run.ts')));
}

function addCompare(program: Command, finish: Finish): void {
  withResults(
    program.command('compare'),
    'say which methods of a spec differ, which are equivalent, and how many seeds would decide it',
  )
    .argument('[a]', "a method (default: each against those of the spec's compare.against)")
    .argument('[b]', 'the method that it is compared with')
    .option(
      '--margin <points>',
      "the largest difference that doesn't matter, in the unit of the table (default: the spec's compare.margin)",
      toNumber,
    )
    .option('--json', 'as JSON')
    .action(action(finish, ['spec', 'a', 'b'], () => import('../commands/compare.ts')));
}

function addLedger(program: Command, finish: Finish): void {
  program
    .command('ledger')
    .description(
      "show each claim and published number of the paper with this project's beside it: reproduced, not reproduced, undecided, not run or not comparable",
    )
    .option(
      '--published',
      'from published results alone (default: your own runs, and what is published where there are none)',
    )
    .option('--cost', 'also predict what the missing results would take on this machine')
    .option('--json', 'as JSON')
    .action(action(finish, [], () => import('../commands/ledger.ts')));
}

function addWatch(program: Command, finish: Finish): void {
  program
    .command('watch')
    .description(
      'show how a run gets on, from its files, until it ends; from another shell, or another machine',
    )
    .argument('<run>', "a run's folder, its name, or its spec")
    .option('--as <name>', 'the run of the spec that has this name')
    .option('--once', 'show it once')
    .option('--json', 'print it as JSON; without --once a line at each change')
    .action(action(finish, ['run'], () => import('../commands/watch.ts')));
}

function addWhy(program: Command, finish: Finish): void {
  program
    .command('why')
    .description(
      'say why a trial is done, or would run: what has changed, setting by setting and file by file',
    )
    .argument('<trial>', 'its name, such as cola-cka-n2-r8-seed1')
    .option(
      '--run <run>',
      "a spec, as it is now, or a run's name or folder (default: the run that has the trial)",
    )
    .option('--as <name>', 'the run of the spec that has this name')
    .option('--json', 'as JSON')
    .action(action(finish, ['trial'], () => import('../commands/why.ts')));
}

function addPlan(program: Command, finish: Finish): void {
  const ofSpec = action(finish, ['spec'], () => import('../commands/plan.ts'));
  const ofModel = action(finish, [], () => import('../commands/plan-model.ts'));
  withSpec(
    program.command('plan'),
    'show the trials of a spec, their trainable parameters, and why each would run; without a spec, what LoRA would train in a model',
    '[spec]',
  )
    .option('--rank <n>', 'without a spec: the rank (default: 8)', toCount)
    .option('--targets <names>', 'without a spec: the modules (default: those that the paper adapts)', toList)
    .option(
      '--cost',
      'also predict seconds per step and peak memory; measures this machine once, for some seconds',
    )
    .option('--threads <n>', 'with --cost: threads of an op')
    .option(
      '--layers <layers>',
      'without a spec, with --cost: N from the lowest layer on, or ones and zeros (default: all)',
    )
    .option('--batch-size <n>', 'without a spec, with --cost: texts in a batch (default: 8)', toCount)
    .option('--max-length <n>', 'without a spec, with --cost: tokens of a text (default: 128)', toCount)
    .addOption(
      new Option('--precision <type>', 'without a spec, with --cost (default: float32)').choices([
        'float32',
        'bfloat16',
      ]),
    )
    .addOption(quantizationOption())
    .option('--checkpoint', 'without a spec, with --cost: gradient checkpointing')
    .option('--json', 'print it as JSON')
    .action((spec: unknown, ...rest) => (spec === undefined ? ofModel(...rest) : ofSpec(spec, ...rest)));
}

function withResults(command: Command, description: string): Command {
  return withSpec(command, description)
    .option('--published', 'the published results, not those of your own runs')
    .option(
      '--as-written',
      'the results of the spec as it is written (kept in superseded/ if there are others since), not those of the last run with its options',
    );
}

function withSpec(command: Command, description: string, argument = '<spec>'): Command {
  return command
    .description(description)
    .argument(argument, 'YAML file, such as experiments/specs/glue/mini.yaml')
    .option(
      '--set <path=value>',
      'set anything in the spec, such as training.epochs=3 (repeatable)',
      toCollected,
    )
    .option('--model <model>', 'an embedded model, a folder or a hub id')
    .option('--data <folder>', 'a folder with GLUE in its official layout, or mini-glue, mini, or hub')
    .option('--train <file>', 'the file that a decoder is trained on, in a spec whose data is files')
    .option(
      '--benchmark <name=file>',
      'the problems of a benchmark, such as gsm8k=test.jsonl (repeatable)',
      toCollected,
    )
    .option('--tasks <names>', 'tasks, with commas: cola,rte')
    .option('--methods <names>', 'some of the methods of the spec, with commas')
    .option('--seeds <numbers>', 'seeds, with commas: 1,2,3')
    .option(
      '--as <name>',
      "a run of this name, beside the spec's other runs: it keeps its results and options",
    );
}
