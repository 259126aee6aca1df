// Who may import whom: the table of docs/architecture.md as rules.
'use strict';

/** The workspace packages that each package may import besides itself. */
const EDGES = require('./tools/package-edges.json');

/** Packages that never load TensorFlow, so that commands which need no engine start at once. */
const WITHOUT_ENGINE = ['files', 'metrics', 'runners', 'plots', 'datasets', 'tasks', 'spec'];

/** npm packages that belong to one place, and the places. */
const CONFINED = {
  '@tensorflow': ['packages/engine/src/'],
  execa: ['packages/runners/', 'tools/'],
  'vega|vega-lite': ['packages/plots/'],
};

const edgeRules = Object.entries(EDGES).map(([name, allowed]) => ({
  name: `edges-of-${name}`,
  comment: `${name} may import ${allowed.join(', ') || 'no other package'} only (docs/architecture.md)`,
  severity: 'error',
  from: { path: `^packages/${name}/` },
  to: { path: '^(packages|tools)/', pathNot: `^packages/(${[name, ...allowed].join('|')})/` },
}));

const confinedRules = Object.entries(CONFINED).map(([packages, places]) => ({
  name: `${packages.replaceAll('|', '-and-')}-stays-in-its-place`,
  comment: `only ${places.join(' and ')} may import ${packages.replaceAll('|', ' and ')}`,
  severity: 'error',
  from: { pathNot: places.map((place) => `^${place}`) },
  to: { path: `node_modules/(${packages})/` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...edgeRules,
    ...confinedRules,
    {
      name: 'no-cycles',
      comment: 'files that import one another in a circle cannot be read one after another',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'enter-by-index',
      comment:
        "a package is entered by its index (engine's environment and testing, and adapters' kinds have their own)",
      severity: 'error',
      from: { path: '^(packages/[^/]+|tools)/' },
      to: {
        path: '^packages/',
        pathNot: [
          '^$1/',
          '^packages/[^/]+/src/index\\.ts$',
          '^packages/engine/src/environment/index\\.ts$',
          '^packages/files/src/archive/index\\.ts$',
          '^packages/[^/]+/src/testing/index\\.ts$',
          '^packages/models/src/chat/index\\.ts$',
          '^packages/models/src/families/index\\.ts$',
          '^packages/models/src/tokenizers/probe/index\\.ts$',
          '^packages/planning/src/cost/index\\.ts$',
          '^packages/profiling/src/report/index\\.ts$',
          '^packages/study/src/(trial|figures|exported|report)/index\\.ts$',
          '^packages/adapters/src/(kinds|notes)/index\\.ts$',
          '^packages/metrics/src/(scores|selection)/index\\.ts$',
          '^packages/models/src/embedded/index\\.ts$',
        ],
      },
    },
    {
      name: 'engine-only-where-needed',
      comment: `${WITHOUT_ENGINE.join(', ')} never load TensorFlow`,
      severity: 'error',
      from: { path: `^packages/(${WITHOUT_ENGINE.join('|')})/` },
      to: { path: '^packages/(engine/|models/src/index)' },
    },
    {
      name: 'families-without-engine',
      comment: '@lamella/models/families tells of families without loading TensorFlow',
      severity: 'error',
      from: { path: '^packages/models/src/families/', pathNot: '\\.test\\.ts$' },
      to: { path: '^packages/engine/', reachable: true },
    },
    {
      name: 'declared',
      comment: 'what a package imports stands in its package.json',
      severity: 'error',
      from: { path: '^packages/', pathNot: '\\.test\\.ts$' },
      to: {
        dependencyTypes: ['npm-no-pkg', 'npm-unknown'],
        pathNot: '^packages/', // the edges have rules of their own
      },
    },
    {
      name: 'no-development-dependency',
      comment: 'what runs at run time is a dependency, not a development dependency',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/', pathNot: '(\\.test\\.ts$|/testing/)' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'found',
      comment: 'every import leads somewhere',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/fixtures/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
