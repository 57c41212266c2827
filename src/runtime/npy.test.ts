import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { beforeEach, describe, it } from 'mocha';
import { temporaryFolder } from '../../test/rig/temporary-folder.js';
import { Problem } from '../problem.js';
import { readNpy } from './npy.js';

describe('an .npy file', () => {
  let path: string;
  beforeEach(() => {
    path = join(temporaryFolder().path, 'a.npy');
  });

  /** Writes what numpy.save would. */
  function save(descr: string, shape: string, body: Uint8Array, fortran = false): string {
    const header = `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${shape}), }\n`;
    const length = Buffer.from([header.length & 255, header.length >> 8]);
    writeFileSync(path, Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), length, Buffer.from(header), body]));
    return path;
  }

  it('is read in every numeric type and both byte orders', () => {
    const written: [string, number, (view: DataView, at: number, little: boolean) => void][] = [
      [
        'f4',
        4,
        (view, at, little) => {
          view.setFloat32(at, 1.5, little);
        },
      ],
      [
        'f8',
        8,
        (view, at, little) => {
          view.setFloat64(at, 1.5, little);
        },
      ],
      [
        'f2',
        2,
        (view, at, little) => {
          view.setUint16(at, 0x3e00, little);
        },
      ],
      [
        'i2',
        2,
        (view, at, little) => {
          view.setInt16(at, -300, little);
        },
      ],
      [
        'i4',
        4,
        (view, at, little) => {
          view.setInt32(at, -300, little);
        },
      ],
      [
        'i8',
        8,
        (view, at, little) => {
          view.setBigInt64(at, -300n, little);
        },
      ],
      [
        'u2',
        2,
        (view, at, little) => {
          view.setUint16(at, 60_000, little);
        },
      ],
      [
        'u4',
        4,
        (view, at, little) => {
          view.setUint32(at, 60_000, little);
        },
      ],
      [
        'u8',
        8,
        (view, at, little) => {
          view.setBigUint64(at, 60_000n, little);
        },
      ],
    ];
    for (const [name, width, write] of written) {
      for (const little of [true, false]) {
        const view = new DataView(new ArrayBuffer(2 * width));
        write(view, width, little);
        const { shape, data } = readNpy(save(`${little ? '<' : '>'}${name}`, '2,', new Uint8Array(view.buffer)));
        const value = name.startsWith('f') ? 1.5 : name.startsWith('i') ? -300 : 60_000;
        expect([shape, [...data]], `${name}, ${little ? 'little' : 'big'}`).to.deep.equal([[2], [0, value]]);
      }
    }
    expect([...readNpy(save('|i1', '2,', Uint8Array.of(1, 255))).data]).to.deep.equal([1, -1]);
    expect([...readNpy(save('|u1', '2,', Uint8Array.of(1, 255))).data]).to.deep.equal([1, 255]);
    expect(readNpy(save('|b1', '2,', Uint8Array.of(0, 1))).data).to.deep.equal(Int32Array.of(0, 1));
    expect(readNpy(save('<f4', '', new Uint8Array(4)))).to.deep.equal({ shape: [], data: Float32Array.of(0) });
  });

  it('in Fortran’s order gives the same array', () => {
    for (const shape of [[5], [2, 3], [2, 3, 4], [3, 1, 2, 2]]) {
      const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
      const count = shape.reduce((a, b) => a * b, 1);
      // The first axis runs fastest, so the stored order walks through the row-major places by these strides.
      const stored = Array.from({ length: count }, (_, index) => {
        let rest = index;
        return shape.reduce((at, side, axis) => {
          const place = rest % side;
          rest = Math.floor(rest / side);
          return at + place * (strides[axis] ?? 1);
        }, 0);
      });
      const { data } = readNpy(save('|u1', `${shape.join(', ')},`, Uint8Array.from(stored), true));
      expect([...data], shape.join()).to.deep.equal(Array.from({ length: count }, (_, index) => index));
    }
  });

  it('is refused with what is wrong with it', () => {
    const refused = (why: string) => expect(() => readNpy(path)).to.throw(Problem, why);
    refused('a.npy does not exist');
    save('<i8', '1,', Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0));
    refused('holds 4294967296, which no int32 holds');
    save('<c8', '1,', new Uint8Array(8));
    refused('holds elements of type c8');
    for (const shape of ['-3,', '0.5, 2', '-1, -2', 'x,']) {
      save('<i4', shape, new Uint8Array(8));
      refused('states a shape that no array has');
    }
    path = join(path, '..', 'folder.npy');
    mkdirSync(path);
    refused('folder.npy is a folder');
  });
});
