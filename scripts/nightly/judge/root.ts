import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../../../src/project.js';

/** Where the judge looks for modules of the product, and where they are. */
const modules: Readonly<Record<string, string>> = {
  'src/contract/problem.ts': 'src/problem.ts',
  'src/coreml/unsupported.ts': 'src/mil/unsupported.ts',
  'src/runtime/index.ts': 'src/runtime/index.ts',
  'src/runtime/feature-files.ts': 'src/runtime/feature-files.ts',
};

/** Makes a folder that the judge can take for the product's checkout. It has the layout that the judge was written for. */
export function makeJudgedRoot(folder: string): void {
  for (const [asked, real] of Object.entries(modules)) {
    const file = join(folder, asked);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `export * from '${pathToFileURL(join(projectRoot, real)).href}';\n`);
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  symlinkSync(join(projectRoot, 'node_modules'), join(folder, 'node_modules'));
}
