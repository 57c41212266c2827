#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { checkPlatform } from './setup/platform.mjs';

/** `rezbench`, from any folder: of a checkout, or of the package that `npm run pack` made of one. */
checkPlatform();
const here = (path) => new URL(path, import.meta.url);
if (existsSync(here('../src/bin.ts'))) {
  await import(here('setup/checkout.mjs').href);
} else if (existsSync(here('../dist/src/bin.js'))) {
  await import(here('../dist/src/bin.js').href);
} else {
  console.error('rezbench: this package holds no program; pack it with npm run pack, and install what that makes');
  process.exitCode = 2;
}
