import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Packages that only some folders may import, and why. */
const fences = [
  {
    group: ['webdriverio', '@wdio/**'],
    homes: ['src/phone', 'specs'],
    message: 'Only phone and the suites speak WebdriverIO, so that everything else runs without a phone.',
  },
  {
    group: ['onnxruntime-node', 'onnxruntime-common'],
    homes: ['src/runtime'],
    message: 'Only runtime knows ONNX Runtime, so that another engine can take its place.',
  },
  {
    group: ['yargs', 'yargs/**'],
    homes: ['src/cli'],
    message: 'Only cli parses arguments, so that the domain can be called from anywhere.',
  },
  {
    group: ['csv-stringify', 'csv-stringify/**'],
    homes: ['src/results'],
    message: 'Only results writes CSV, so that every table is quoted alike.',
  },
];

const judging = 'Judging reads tables and never phones, so that it can be done again at any time.';

/** What a folder of src may not import from another, and why. */
const walls = {
  'src/contract': {
    regex: '^\\.\\./',
    message: 'The contract is the vocabulary of the others and imports none of them.',
  },
  'src/stats': {
    regex: '^\\.\\./',
    message: 'Statistics are pure functions of numbers and import nothing else of src.',
  },
  'src/phone': {
    regex: '^(\\.\\./)+virtual/',
    message: 'The phone code must not be able to tell a virtual iPhone from a real one.',
  },
  'src/compare': { regex: '^(\\.\\./)+(phone|virtual)/', message: judging },
  'src/gate': { regex: '^(\\.\\./)+(phone|virtual)/', message: judging },
  'src/report': { regex: '^(\\.\\./)+(phone|virtual)/', message: judging },
};

const importsOf = (folder) => {
  const patterns = fences
    .filter(({ homes }) => !homes.includes(folder))
    .map(({ group, message }) => ({ group, message }));
  const wall = walls[folder];
  return {
    name: `imports of ${folder}`,
    files: [`${folder}/**/*.ts`],
    ignores: ['**/*.test.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: wall ? [...patterns, wall] : patterns }] },
  };
};

const special = new Set([...Object.keys(walls), ...fences.flatMap(({ homes }) => homes)]);

export default defineConfig(
  globalIgnores(['**/node_modules/', 'results/', 'coverage/', 'harness-app/', 'models/']),
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
  },
  // The special folders' own lists replace the one for all of src.
  importsOf('src'),
  [...special].map(importsOf),
  {
    files: ['**/*.test.ts'],
    rules: {
      // `expect(found).to.be.true` is an expression, and does something.
      '@typescript-eslint/no-unused-expressions': 'off',
    },
  },
);
