import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { build } from 'esbuild';
import { describe, it } from 'mocha';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';

describe('the stack of a mistake in the bundle', () => {
  it('leads to the sources', async () => {
    const { path } = temporaryFolder();
    const source = 'interface Unused { a: 1 }\n\nexport function mistake(): void {\n  throw new Error("mine");\n}\n';
    writeFileSync(join(path, 'mistake.ts'), source);
    writeFileSync(join(path, 'entry.ts'), "import { mistake } from './mistake.js';\nmistake();\n");
    const outdir = join(path, 'built');
    const options = { bundle: true, format: 'esm', sourcemap: true, minifyWhitespace: true } as const;
    await build({ entryPoints: [join(path, 'entry.ts')], outdir, outExtension: { '.js': '.mjs' }, ...options });
    const entry = pathToFileURL(join(outdir, 'entry.mjs')).href;
    const stacks = JSON.stringify(new URL('stacks.mjs', import.meta.url).href);
    const start = `import { mapStacks } from ${stacks}; mapStacks('${entry}'); await import('${entry}');`;
    const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', start], { encoding: 'utf8' });
    expect(stderr).to.include('Error: mine');
    expect(stderr).to.include(`at mistake (${join(path, 'mistake.ts')}:4:9)`);
    expect(stderr).to.include(`(${join(path, 'entry.ts')}:2:1)`);
  });
});
