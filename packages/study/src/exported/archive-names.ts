/** What an archive of an exported trial says that it is. */
export const ARCHIVE_CONTENT = 'a trial of Lamella';

/** The names of files in the archive of a trial; those that lie in folders have their own names there. */
export const NAMES = {
  readme: 'README.md',
  result: 'result.json',
  experiment: 'experiment.json',
  importance: 'importance.json',
  log: 'log/steps.jsonl',
  specs: 'spec',
  answers: 'answers',
  data: 'data',
} as const;
