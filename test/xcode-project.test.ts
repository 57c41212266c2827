import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import plist from 'plist';
import { parse } from 'yaml';
import { projectRoot } from '../src/project.js';

type Node = string | readonly Node[] | { readonly [key: string]: Node };

/** Reads a property list of the old form, which project.pbxproj has; throws where it is not one. */
function readOldPlist(text: string): Node {
  const tokens = text.match(/\/\*.*?\*\/|\/\/.*|"(?:[^"\\]|\\.)*"|[{}()=;,]|[\w$./-]+|\S/g) ?? [];
  const left = tokens.filter((token) => !/^\/[*/]/.test(token));
  const take = (wanted?: string): string => {
    const token = left.shift() ?? '';
    if (wanted !== undefined && token !== wanted) throw new Error(`expected ${wanted}, found ${token}`);
    return token;
  };
  const value = (): Node => {
    const token = take();
    if (token === '{') {
      const entries: [string, Node][] = [];
      while (left[0] !== '}') {
        const key = take();
        take('=');
        entries.push([key, value()]);
        take(';');
      }
      take('}');
      return Object.fromEntries(entries);
    }
    if (token === '(') {
      const items: Node[] = [];
      while (left[0] !== ')') {
        items.push(value());
        if (left[0] !== ')') take(',');
      }
      take(')');
      return items;
    }
    if (token.startsWith('"')) return JSON.parse(token) as string;
    if (/^[\w$./-]+$/.test(token)) return token;
    throw new Error(`unexpected ${token}`);
  };
  const root = value();
  if (left.length > 0) throw new Error(`more after the end: ${left[0] ?? ''}`);
  return root;
}

const app = join(projectRoot, 'harness-app');
const read = (path: string): string => readFileSync(join(app, path), 'utf8');

describe('the Xcode project', () => {
  const project = readOldPlist(read('Harness.xcodeproj/project.pbxproj')) as {
    readonly objectVersion: string;
    readonly rootObject: string;
    readonly objects: Readonly<Record<string, Readonly<Record<string, Node>>>>;
  };
  const { objects } = project;
  const isId = (text: unknown): text is string => typeof text === 'string' && /^[0-9A-F]{24}$/.test(text);
  const of = (isa: string) => Object.values(objects).filter((object) => object['isa'] === isa);

  it('refers only to objects that are there, and reaches every one', () => {
    const reached = new Set<string>();
    const visit = (node: Node): void => {
      if (isId(node)) {
        expect(objects, `object ${node}`).to.have.property(node);
        if (reached.has(node)) return;
        reached.add(node);
        visit(objects[node] ?? {});
      } else if (typeof node === 'object') Object.values(node).forEach(visit);
    };
    visit(project.rootObject);
    expect([...reached].sort()).to.deep.equal(Object.keys(objects).sort());
  });

  it('takes its sources from folders that are there, by groups that Xcode 16 keeps in step', () => {
    expect(project.objectVersion).to.equal('77');
    const paths = of('PBXFileSystemSynchronizedRootGroup').map((group) => group['path'] as string);
    expect(paths).to.have.members(['App', 'Sources/HarnessCore']);
    for (const path of paths) expect(existsSync(join(app, path)), path).to.be.true;
  });

  it('builds Debug and Release alike for iOS 16 with Swift 6', () => {
    const settings = of('XCBuildConfiguration').map((each) => each['buildSettings'] as Record<string, string>);
    expect(settings).to.have.length(4);
    const values = (key: string) => settings.flatMap((each) => each[key] ?? []);
    expect(values('IPHONEOS_DEPLOYMENT_TARGET')).to.deep.equal(['16.0', '16.0']);
    expect(values('SWIFT_VERSION')).to.deep.equal(['6.0', '6.0']);
    expect(values('INFOPLIST_FILE')).to.deep.equal(['Info.plist', 'Info.plist']);
    expect(values('CODE_SIGN_STYLE')).to.deep.equal(['Automatic', 'Automatic']);
    expect(values('DEVELOPMENT_TEAM'), 'a team in the project would be everybody’s').to.deep.equal([]);
  });

  it('has a scheme for the target that is there', () => {
    const scheme = read('Harness.xcodeproj/xcshareddata/xcschemes/Harness.xcscheme');
    const ids = [...scheme.matchAll(/BlueprintIdentifier = "([0-9A-F]+)"/g)].map(([, id]) => id ?? '');
    expect(ids).not.to.be.empty;
    for (const id of ids) expect(objects[id]).to.include({ isa: 'PBXNativeTarget', name: 'Harness' });
  });

  it('shares its documents, from a file outside the groups, whose keys alone count', () => {
    const info = { LSSupportsOpeningDocumentsInPlace: true, UIFileSharingEnabled: true };
    expect(plist.parse(read('Info.plist'))).to.deep.equal(info);
  });

  it('declares why it uses the interfaces that Apple asks about', () => {
    const manifest = plist.parse(read('App/PrivacyInfo.xcprivacy')) as {
      readonly NSPrivacyTracking: boolean;
      readonly NSPrivacyAccessedAPITypes: readonly { readonly NSPrivacyAccessedAPITypeReasons: readonly string[] }[];
    };
    expect(manifest.NSPrivacyTracking).to.be.false;
    expect(manifest.NSPrivacyAccessedAPITypes).not.to.be.empty;
    for (const { NSPrivacyAccessedAPITypeReasons } of manifest.NSPrivacyAccessedAPITypes) {
      for (const reason of NSPrivacyAccessedAPITypeReasons) expect(reason).to.match(/^[0-9A-F]{4}\.1$/);
    }
  });
});

describe('the workflow for macOS', () => {
  interface Step {
    readonly uses?: string;
    readonly run?: string;
    readonly if?: string;
    readonly with?: { readonly path?: string };
  }
  const text = readFileSync(join(projectRoot, '.github/workflows/ios.yml'), 'utf8');
  const { jobs } = parse(text) as { jobs: Record<string, { 'runs-on': string; steps: readonly Step[] }> };
  const runs = Object.values(jobs).map(({ steps }) => steps.map(({ run }) => run ?? '').join('\n'));

  it('runs on macOS, says that it has not, and does one thing a step', () => {
    expect(text).to.match(/has not been run/);
    for (const { 'runs-on': runner, steps } of Object.values(jobs)) {
      expect(runner).to.match(/^macos-\d+$/);
      for (const step of steps) expect([step.run, step.uses].filter(Boolean)).to.have.length(1);
    }
  });

  it('builds with the commands that a user has, unsigned and for the simulator, and tests the Swift', () => {
    const all = runs.join('\n');
    expect(all).to.include('build --unsigned').and.include('build --simulator').and.include('swift test');
    const paths = Object.values(jobs).flatMap(({ steps }) => steps.flatMap((step) => step.with?.path ?? []));
    expect(paths).to.include('harness-app/Harness-unsigned.ipa');
  });

  it('records the launches of a simulator, and keeps what it recorded even when a step failed', () => {
    const steps = Object.values(jobs).flatMap((job) => job.steps);
    expect(runs.join('\n')).to.match(/capture --simulator "\$phone" --app \S+ --out captures/);
    const kept = steps.filter(({ with: about }) => about?.path?.includes('captures/') === true);
    expect(kept.map((step) => step.if)).to.deep.equal(['always()']);
  });

  it('names only files of the repository', () => {
    const named = runs
      .flatMap((script) => [...script.matchAll(/(?:scripts|test)\/[\w./-]+\w/g)].map(([path]) => path))
      .filter((path) => !path.startsWith('test/golden/wda/simulator'));
    expect(named).not.to.be.empty;
    for (const path of named) expect(existsSync(join(projectRoot, path)), path).to.be.true;
  });
});
