import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Limits on size; a file or function that needs more is two. */
const SIZE_LIMITS = {
  'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
  'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true, IIFEs: true }],
  'max-params': 'off',
  '@typescript-eslint/max-params': ['error', { max: 3, countVoidThis: false }],
  'max-depth': ['error', 3],
};

const NO_DEFAULT_EXPORT = {
  selector: 'ExportDefaultDeclaration',
  message: 'Export by name: a default export has a different name in every file that imports it.',
};
const NO_EXPORT_ALL = {
  selector: 'ExportAllDeclaration',
  message: 'List the exported names: an index says what a package offers.',
};

export default defineConfig(
  {
    ignores: [
      '**/node_modules/',
      '**/out/',
      '**/dist/',
      '**/fixtures/',
      '**/coverage/',
      '.nx/',
      '.lamella/',
      'results/',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strict, tseslint.configs.stylistic],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      ...SIZE_LIMITS,
      'no-console': 'error',
      'no-restricted-syntax': ['error', NO_DEFAULT_EXPORT, NO_EXPORT_ALL],
      eqeqeq: 'error',
      'no-param-reassign': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-indexed-object-style': 'off', // an index signature names its key
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-empty-function': 'off', // doing nothing can be meant
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    files: [
      'tools/**/*.ts',
      'packages/engine/src/set-up/main.ts',
      'packages/cli/src/cli.ts',
      'packages/cli/src/cli/**/*.ts',
      'packages/cli/src/commands/**/*.ts',
    ],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['**/*.test.ts', '**/testing/**/*.ts'],
    rules: {
      'max-lines': 'off',
      'max-lines-per-function': 'off',
      'no-console': 'off',
      '@typescript-eslint/max-params': 'off',
    },
  },
  {
    // Types for packages that bring none have to follow the package.
    files: ['**/*.d.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
);
