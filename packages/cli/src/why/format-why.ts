import { describeChange, type TrialExplanation } from '@lamella/study';

/** The parts of an input that are named, when it is asked for one trial. */
const MOST_PARTS = 30;

/** Says in words whether a trial is done, and by what, or why it would run. */
export function formatWhy(name: string, explanation: TrialExplanation): string {
  const { id, isDone, why, change, inputs } = explanation;
  const title = `${id} of ${name}`;
  const changes = change === undefined ? [] : describeChange(change, MOST_PARTS).map((one) => `  ${one}`);
  if (isDone && changes.length === 0)
    return [
      `${title} is done: ${describeResult(explanation)}`,
      'It counts, as nothing that its numbers depend on has changed since: its settings,',
      `  model  ${inputs?.model}`,
      `  data   ${inputs?.data}`,
      `  code   ${inputs?.code}`,
    ].join('\n');
  if (isDone)
    return [
      `${title} is done: ${describeResult(explanation)}`,
      'It counts although other code made it, which is accepted here (lamella run … --no-accept-code takes it back):',
      ...changes,
    ].join('\n');
  if (changes.length === 0) return `${title} would run: ${why}`;
  return [`${title} would run again:`, ...changes, ...ending(explanation)].join('\n');
}

function ending(explanation: TrialExplanation): string[] {
  const { stored, isOfOtherCode } = explanation;
  if (stored?.status !== 'done') return [];
  return [
    `There is a result of before: ${describeResult(explanation)}. It is kept, and counts again with what it was made of.`,
    ...(isOfOtherCode ? ['Only the code differs: lamella run … --accept-code takes it as it is.'] : []),
  ];
}

function describeResult({ stored }: TrialExplanation): string {
  if (stored?.status !== 'done') return 'no result';
  const { primary } = stored.metrics;
  const { startedAt, version, commit } = stored.run;
  const by = [
    ...(version === undefined ? [] : [`Lamella ${version}`]),
    ...(commit === null ? [] : [`commit ${commit.slice(0, 8)}`]),
  ].join(', ');
  return `${primary.name} ${primary.value ?? 'undefined'}, made ${startedAt}${by === '' ? '' : ` by ${by}`}`;
}
