// Writes the parts of the documentation that are made from sources and results, or with --check says which are stale:
// the keys and variables of docs/specs.md, the lists of docs/tables.md, docs/ledger.md, the results in docs/study.md and
// docs/study-runs.md, and the README's tables. node --import tsx tools/docs/write-docs.ts [--check]
import { workspaceRoot } from '@lamella/core';
import { defaults, defaultsFor } from '@lamella/spec';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { makeLedger, renderLedger } from '@lamella/study';
import { malformedTables } from '@lamella/tasks/testing';
import { renderMalformed } from './malformed-tables.ts';
import { renderVariables } from './environment-variables.ts';
import { fillTables } from './result-tables.ts';
import { readStudy, studyPlaces, studyRunsPlaces } from './study-page.ts';
import { renderKeys, type Schema } from './spec-keys.ts';
import { defaultsByPath, fillPlaces } from './spec-page.ts';

const root = workspaceRoot();
const read = (...path: readonly string[]): string => readFileSync(join(root, ...path), 'utf8');

/** The keys of `data` where it is a table. */
function tableKeys(schema: Schema): string {
  const { anyOf, oneOf = anyOf } = schema.properties?.['data'] ?? {};
  const table = oneOf?.find(({ properties }) => properties?.['kind']?.const === 'table');
  if (table === undefined) throw new Error('Expected a table among the kinds of data, got none');
  return renderKeys(table, () => undefined);
}

const schema = JSON.parse(read('experiments/schema/experiment.schema.json')) as Schema;

const published = join(root, 'results/published');
const study = readStudy(published);
const ledger = renderLedger(await makeLedger({ project: root, published }));

const pages: Readonly<Record<string, (text: string) => string>> = {
  'README.md': (text) => fillTables(text, (name) => read('results/published', name, 'table.md')),
  'docs/tables.md': (text) =>
    fillPlaces(text, { 'table-keys': tableKeys(schema), malformed: renderMalformed(malformedTables) }),
  'docs/study.md': (text) => fillPlaces(text, studyPlaces(study)),
  'docs/study-runs.md': (text) =>
    fillPlaces(
      text,
      studyRunsPlaces(study, {
        predicted: join(root, 'results/predicted.jsonl'),
        agreement: join(root, 'results/agreement.jsonl'),
      }),
    ),
  'docs/ledger.md': (text) => fillPlaces(text, { ledger }),
  'docs/specs.md': (text) => {
    const { layers, ...glue } = defaults;
    const known = defaultsByPath({ ...glue, sweep: { layers } }, defaultsFor('metamath'));
    const keys = renderKeys(schema, (path) => known.get(path));
    return fillPlaces(text, { keys, environment: renderVariables() });
  },
};

for (const [path, fill] of Object.entries(pages)) {
  const options = await resolveConfig(join(root, path));
  const fresh = await format(fill(read(path)), { ...options, parser: 'markdown' });
  if (!process.argv.includes('--check')) writeFileSync(join(root, path), fresh);
  else if (fresh !== read(path)) {
    process.stderr.write(`${path} is stale: run node --import tsx tools/docs/write-docs.ts\n`);
    process.exitCode = 1;
  }
}
