import { dirname } from 'node:path';
import { fileSafe } from '../contract/file-safe.js';
import { modelFolder } from '../contract/paths.js';
import { pushPartBytes } from '../contract/job.js';
import type { ModelArm, StagedFile } from '../contract/job.js';
import type { ModelFiles } from '../coreml/package.js';

/** A file the phone must hold, and where the host has it. */
export interface PushedFile {
  readonly file: StagedFile;
  readonly source: string;
}

/** Describes a file to push; one over the push limit goes in parts. */
export function pushedFile(path: string, source: string, bytes: number, sha256: string): PushedFile {
  const count = Math.ceil(bytes / pushPartBytes);
  if (count <= 1) return { file: { path, bytes, sha256 }, source };
  const parts = Array.from({ length: count }, (_, index) => ({
    path: `${path}.part${String(index).padStart(3, '0')}`,
    bytes: Math.min(pushPartBytes, bytes - index * pushPartBytes),
  }));
  return { file: { path, bytes, sha256, parts }, source };
}

/** Where a model lies on the phone, whatever it is called here: Core ML goes by the extension. */
export const modelPath = ({ sha256, name, format }: ModelFiles): string =>
  `${modelFolder(sha256)}/${fileSafe(name)}.${format}`;

/** The files of a model: one, or a package's, whose paths begin with its name. */
export const pushedModel = (model: ModelFiles): PushedFile[] =>
  model.files.map(({ path, source, bytes, sha256 }) =>
    pushedFile(modelPath(model) + path.slice(`${model.name}.${model.format}`.length), source, bytes, sha256),
  );

/** Where the host has the package of an arm; a plan names the files that it pushes. Undefined where it pushes none. */
export function packageSource(
  sources: Readonly<Record<string, string>>,
  { model }: Pick<ModelArm, 'model'>,
): string | undefined {
  const manifest = sources[`${model}/Manifest.json`];
  return sources[model] ?? (manifest === undefined ? undefined : dirname(manifest));
}
