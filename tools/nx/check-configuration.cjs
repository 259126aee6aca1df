// An Nx plugin that refuses configurations that do not exist: Nx itself would silently run the default one.
'use strict';

module.exports = {
  name: 'check-configuration',
  async preTasksExecution(_options, { argv, workspaceRoot }) {
    if (!argv.some((arg) => /^-c|^--configuration|^[^-]+:.+:/.test(arg))) return {};
    require('tsx/cjs/api').register();
    const { findMistake } = require('./find-mistake.ts');
    const mistake = findMistake(argv.slice(2), workspaceRoot);
    if (mistake !== undefined) throw new Error(mistake);
    return {};
  },
};
