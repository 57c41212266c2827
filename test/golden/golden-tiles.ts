import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tile } from '../../src/contract/job.js';
import type { Size } from '../../src/image/rgb.js';

/** The tiles that cover an image. */
export interface GoldenTiles {
  readonly image: Size;
  readonly input: Size;
  /** Absent where nobody states one. */
  readonly margin?: number;
  /** Absent where the network loses nothing at its sides. */
  readonly inset?: number;
  /** Absent where the margins leave nothing of a tile. */
  readonly tiles?: readonly Tile[];
}

export const tilesFile = join(import.meta.dirname, 'tiles.json');

export const readGoldenTiles = (): readonly GoldenTiles[] =>
  JSON.parse(readFileSync(tilesFile, 'utf8')) as readonly GoldenTiles[];
