import { defineConfig, globalIgnores } from 'eslint/config';
import { createNodeResolver, importX } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** Packages that only some folders may import, and why. */
const fences = [
  {
    group: ['webdriverio', '@wdio/**'],
    homes: ['specs', 'src/wdio'],
    message: 'Only the suites and their service import WebdriverIO, so that everything else runs without a phone.',
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
    group: ['@duckdb/**'],
    homes: ['src/history'],
    message: 'Only history knows DuckDB, which is large and loaded when it is needed.',
  },
];

/**
 * The folders of src in the order in which data flows, and what each imports of the others. Whatever is not named here is
 * an error, so the list is the architecture: docs/architecture.md explains it. Any of them may import bounds.
 */
const imports = {
  bounds: [],
  host: [],
  contract: [],
  stats: [],
  verdict: ['contract', 'stats'],
  image: ['contract'],
  coreml: ['contract'],
  mil: ['contract', 'coreml'],
  runtime: ['contract', 'coreml', 'image', 'mil'],
  inspect: ['coreml', 'mil', 'runtime'],
  plan: ['contract', 'coreml', 'image', 'inspect', 'mil', 'runtime'],
  phone: ['contract', 'host', 'plan'],
  lab: ['contract', 'host', 'phone', 'plan'],
  results: ['contract', 'plan', 'stats'],
  baseline: ['contract', 'plan', 'results'],
  quality: ['contract', 'coreml', 'image', 'plan', 'results', 'runtime'],
  run: ['contract', 'host', 'lab', 'phone', 'plan', 'quality', 'results'],
  farm: ['contract', 'host', 'lab', 'phone', 'run'],
  'first-light': ['contract', 'phone', 'plan', 'quality', 'results', 'run', 'stats', 'terminal'],
  capture: ['contract', 'first-light', 'lab', 'phone', 'plan', 'results', 'run'],
  gate: ['baseline', 'contract', 'phone', 'plan', 'results'],
  ship: ['contract', 'gate', 'results'],
  history: ['results', 'stats'],
  compare: ['baseline', 'contract', 'plan', 'results', 'stats', 'verdict'],
  calibration: ['compare', 'contract', 'plan', 'results', 'verdict'],
  bisect: ['contract', 'coreml', 'phone', 'plan', 'results', 'stats', 'verdict'],
  report: ['contract', 'image', 'phone', 'plan', 'quality', 'results', 'stats'],
  upscale: ['image', 'report'],
  terminal: ['contract', 'doctor', 'plan', 'results', 'run', 'stats'],
  setup: ['contract', 'phone', 'plan'],
  init: ['phone', 'setup'],
  doctor: ['contract', 'phone', 'plan', 'setup'],
  virtual: ['contract', 'coreml', 'host', 'image', 'inspect', 'lab', 'mil', 'phone', 'plan', 'runtime'],
  wdio: ['first-light', 'lab', 'plan', 'quality', 'results', 'run'],
};

/** What any folder may import: they import nothing of src themselves. */
const forAll = ['problem.ts', 'project.ts', 'results/write-whole.ts'];

const zones = Object.entries(imports).map(([folder, allowed]) => ({
  target: `./src/${folder}`,
  from: './src',
  except: [...new Set([folder, ...allowed, 'bounds', ...forAll])].map((name) => `./${name}`),
  message: `eslint.config.js lists what src/${folder} may import.`,
}));

/** Where a phone's address may be written down: everything else reaches phones through a Lab. */
const knowAddresses = ['src/doctor/**', 'src/farm/**', 'src/lab/**', 'src/phone/**', 'src/virtual/**'];
const address = '/127[.]0[.]0[.]1|localhost|usbmuxd/i';

const withoutTests = ['**/*.test.ts'];

export default defineConfig(
  globalIgnores(['**/node_modules/', 'dist/', 'results/', 'coverage/', 'harness-app/', 'models/']),
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { 'import-x': importX },
    settings: {
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import-x/resolver-next': [
        createNodeResolver({ extensions: ['.ts', '.js'], extensionAlias: { '.js': ['.ts', '.js'] } }),
      ],
    },
    rules: { 'import-x/no-cycle': ['error', { ignoreExternal: true }] },
  },
  {
    name: 'folders of src',
    files: ['src/**/*.ts'],
    ignores: withoutTests,
    rules: { 'import-x/no-restricted-paths': ['error', { basePath: import.meta.dirname, zones }] },
  },
  {
    name: 'addresses of phones',
    files: ['src/**/*.ts', 'specs/**/*.ts', 'wdio.conf.ts'],
    ignores: [...withoutTests, ...knowAddresses],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...[`Literal[value=${address}]`, `TemplateElement[value.raw=${address}]`].map((selector) => ({
          selector,
          message: 'Phones are reached through a Lab, which alone knows addresses.',
        })),
      ],
    },
  },
  [...new Set(['src', 'specs', ...fences.flatMap(({ homes }) => homes)])].map((folder) => ({
    name: `packages in ${folder}`,
    files: [`${folder}/**/*.ts`],
    ignores: withoutTests,
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: fences
            .filter(({ homes }) => !homes.includes(folder))
            .map(({ group, message }) => ({ group, message })),
        },
      ],
    },
  })),
  {
    name: 'waits of tests',
    files: ['**/*.test.ts', 'test/**/*.ts'],
    ignores: ['test/rig/eventually.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { name: 'p-wait-for', message: 'Tests wait by test/rig/eventually.ts, which gives up in time.' },
      ],
    },
  },
  {
    files: ['**/*.test.ts'],
    rules: {
      // `expect(found).to.be.true` is an expression, and does something.
      '@typescript-eslint/no-unused-expressions': 'off',
    },
  },
);
