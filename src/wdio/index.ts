/*
 * `rezbench/wdio`: what a wdio.conf.ts needs. docs/install.md describes it.
 */
export { wdioConfig } from './config.js';
export { RezbenchService } from './service.js';
export type { RezbenchOptions } from './service.js';
