import yargs from 'yargs';
import type { Argv } from 'yargs';
import { Problem } from '../problem.js';
import { build } from './build.js';
import { capture } from './capture.js';
import { demo } from './demo.js';
import { devices } from './devices.js';
import { doctor } from './doctor.js';
import { firstLight } from './first-light.js';
import { gate } from './gate.js';
import { inspect } from './inspect.js';
import { predict } from './predict.js';
import { report } from './report.js';
import { run } from './run.js';
import { setup } from './setup.js';
import { tables } from './tables.js';
import { upscale } from './upscale.js';
import { virtual } from './virtual.js';

/**
 * The command line with all its commands, not yet parsed. `finish` gets the exit code of a command that has several.
 * Parsing throws a Problem for words that are none of ours.
 */
export const commandLine = (args: readonly string[], finish: (exitCode: number) => void): Argv =>
  yargs([...args])
    .scriptName('rezbench')
    .usage('$0 <command>\n\nMeasures Core ML super-resolution on attached iPhones: latency, memory and PSNR into CSV.')
    .command(build)
    .command(capture(finish))
    .command(demo(finish))
    .command(run(finish))
    .command(devices)
    .command(doctor(finish))
    .command(firstLight(finish))
    .command(gate(finish))
    .command(inspect)
    .command(predict)
    .command(report)
    .command(setup(finish))
    .command(tables(finish))
    .command(upscale(finish))
    .command(virtual)
    .demandCommand(1, 'Name a command; rezbench --help lists them.')
    .strict()
    .recommendCommands()
    .exitProcess(false)
    .wrap(Math.min(110, process.stdout.columns || 110))
    .fail((message: string | undefined, error: Error | undefined) => {
      throw error ?? new Problem(`${message ?? 'the command line is wrong'}; see rezbench --help`);
    });
