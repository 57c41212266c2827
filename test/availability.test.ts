import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { projectRoot } from '../src/project.js';

const deploymentTarget = 16;

/** The first iOS of every Core ML and VideoToolbox type the app may name (developer.apple.com, the type's page). */
const types: Readonly<Record<string, number>> = {
  MLModel: 11,
  MLModelDescription: 11,
  MLFeatureDescription: 11,
  MLFeatureProvider: 11,
  MLFeatureValue: 11,
  MLMultiArray: 11,
  MLDictionaryFeatureProvider: 11,
  MLPredictionOptions: 11,
  MLModelConfiguration: 12,
  MLComputeDevice: 17,
  MLComputePlan: 17.4,
  MLModelStructure: 17.4,
  MLOptimizationHints: 17.4,
  VTFrameProcessor: 26,
  VTFrameProcessorFrame: 26,
  VTLowLatencySuperResolutionScalerConfiguration: 26,
  VTLowLatencySuperResolutionScalerParameters: 26,
};

/** Members and forms that are newer than the deployment target, of the types above and of SwiftUI. */
const newer: readonly (readonly [RegExp, number])[] = [
  [/\bavailableComputeDevices\b/g, 17],
  [/\.(?:neuralEngine)\b/g, 17],
  [/\bawait [\w.]*\.prediction\(/g, 17],
  [/\.onChange\(of: [^)]*\) *\{ *(?:_|\w+) *, */g, 17],
  [/\.onChange\(of: [^)]*, initial:/g, 17],
  [/\boptimizationHints\b/g, 17.4],
  [/\breshapeFrequency\b/g, 17.4],
  [/\bdeviceUsage\(for:/g, 17.4],
  [/\bfunctionName\b/g, 18],
  [/\bspecializationStrategy\b/g, 18],
  [/\bdataType: \.int8\b/g, 26],
];

const checkPattern = /[#@]available\(iOS ([\d.]+)[^)]*\)/g;

interface Source {
  readonly name: string;
  readonly code: string;
}

const sources: Source[] = ['harness-app/App', 'harness-app/Sources'].flatMap((folder) =>
  readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.swift'))
    .map((file) => ({
      name: basename(file),
      code: withoutText(readFileSync(join(projectRoot, folder, file), 'utf8')),
    })),
);

/** Comments and texts as blanks, so that every place stays where it was. */
function withoutText(code: string): string {
  return code.replace(/\/\/.*|"(?:[^"\\\n]|\\.)*"/g, (text) => ' '.repeat(text.length));
}

/** The newest iOS that a check promises where `place` lies: around it, or as a guard before it in a block around it. */
function promised(code: string, place: number): number {
  const versions = [deploymentTarget];
  for (const check of code.matchAll(checkPattern)) {
    if (check.index > place) continue;
    const version = Number(check[1]);
    const line = code.slice(code.lastIndexOf('\n', check.index) + 1, check.index);
    // A guard holds to the end of the block it stands in; anything else in the block that it opens.
    const from = /\bguard\s+$/.test(line) ? check.index : code.indexOf('{', check.index) + 1;
    if (place < from) {
      if (line.trim() === '' && code.startsWith('@', check.index)) versions.push(version);
    } else if (place < endOfBlock(code, from)) versions.push(version);
  }
  return Math.max(...versions);
}

/** Where the block ends that `place` lies in. */
function endOfBlock(code: string, place: number): number {
  let depth = 0;
  for (let index = place; index < code.length; index++) {
    if (code[index] === '{') depth++;
    if (code[index] === '}' && --depth < 0) return index;
  }
  return code.length;
}

/** The app's own functions and classes that may only be used behind a check: to call one is to use something newer. */
const own = sources.flatMap(({ code }) =>
  [...code.matchAll(/@available\(iOS ([\d.]+)[^)]*\)\s+(?:private |final )*(?:func|class) (\w+)/g)].map(
    ([, version, name]): [RegExp, number] => [new RegExp(`(?<!\\.|case )\\b${name ?? ''}\\(`, 'g'), Number(version)],
  ),
);

/** Uses of names newer than what a check promises where they stand, and types whose age is not known. */
function unchecked({ name, code }: Source): string[] {
  const use = (place: number, what: string, version: number): string[] =>
    version <= promised(code, place) ? [] : [`${name}: ${what} needs iOS ${String(version)}`];
  return [
    ...[...code.matchAll(/\b(?:ML|VT)[A-Z]\w+/g)].flatMap(({ index, 0: type }) => {
      const version = types[type];
      return version === undefined ? [`${name}: ${type} is not known`] : use(index, type, version);
    }),
    ...[...newer, ...own].flatMap(([pattern, version]) =>
      [...code.matchAll(pattern)].flatMap(({ index, 0: what }) => use(index, what, version)),
    ),
  ];
}

describe('what the Swift app asks of iOS', () => {
  it('is looked for where something is', () => {
    expect(sources.length).to.be.greaterThan(20);
    expect(sources.filter(({ code }) => code.includes('MLModel')).length).to.be.greaterThan(2);
  });

  it('uses nothing newer than its deployment target without a check', () => {
    expect(sources.flatMap(unchecked)).to.deep.equal([]);
  });

  it('is refused when a check is taken away, or a type is new', () => {
    for (const { name, code } of sources) {
      for (const check of code.matchAll(checkPattern)) {
        const without = code.replace(check[0], check[0].replace(/[\d.]+/, '16').padEnd(check[0].length));
        if (name !== 'IPhone.swift') expect(unchecked({ name, code: without }), check[0]).not.to.deep.equal([]);
      }
    }
    const fresh = { name: 'new.swift', code: 'let state: MLState? = nil' };
    expect(unchecked(fresh)).to.deep.equal(['new.swift: MLState is not known']);
  });

  it('has every check in docs/swift-app.md', () => {
    const counts = new Map<string, number>();
    for (const { name, code } of sources) {
      for (const [check] of code.matchAll(checkPattern)) {
        const row = `${check} ${name}`;
        counts.set(row, (counts.get(row) ?? 0) + 1);
      }
    }
    const docs = readFileSync(join(projectRoot, 'docs/swift-app.md'), 'utf8');
    const rows = [...docs.matchAll(/^\| `([#@]available[^`]*)` *\| `([^`]*)` *\| (\d+) /gm)];
    expect(rows.map(([, check = '', file = '', times = '']) => `${check} ${file} ${times}`).sort()).to.deep.equal(
      [...counts].map(([row, times]) => `${row} ${String(times)}`).sort(),
    );
  });
});
