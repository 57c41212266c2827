import { wdioConfig } from './src/wdio/index.js';

/** Sweeps the attached iPhones: `npx wdio run wdio.conf.ts`. `--suite first-light` accepts them instead. */
export const config = wdioConfig({ sweep: 'sweeps/demo.yaml', app: 'harness-app/Harness.ipa', out: 'results' });
