import type { BenchmarkName } from './networks.js';

/** A set of images that papers give figures of. */
interface Benchmark {
  readonly name: BenchmarkName;
  /** What its folder is called, in small letters. */
  readonly calledToo: readonly string[];
  readonly images: number;
  /** SHA-256 of the true images as raw RGB8, cropped to a multiple of 2, 3 and 4; absent where they are not known here. */
  readonly pixels?: readonly string[];
}

export const benchmarks: readonly Benchmark[] = [
  {
    name: 'Set5',
    calledToo: ['set5', 'set_5', 'set-5'],
    images: 5,
    pixels: [
      'f14d515486b1a110a8f6a08b23114a7c0ef79e96337692bb48e24dfd8943b3b7',
      '0f7ca11adc96abc59dd08160fb99dc77a3732ffc7b903db6832eceeb5592dcbf',
      '200d3ae507119f83763ea74f31f54de31cad6a36ec478cae7a8eab2de2304163',
      '1aca63a883d2cabd7a143dd452427305ca9fa8ab965d7202d9081fcce5cbd508',
      '6d9d5a40b83984bde434c44ae6e070484ec37b15741b4561c684b2001deb474f',
      '750ba7d5ee1d63a88a45bce4981cae8293f20e9a38fda1bf3991397186ad2132',
      '0c658d0209a5e44c576e4764c46b84fcb0f6a6913262c7fc03793e2395dcb7ee',
      'b69a785fbeae1fa40f1465fb4bd3f31b9173948731f113831788c8e5bcee5f4b',
      '47ff4a4d191f9ddeb4f705f0241f877f75a89e90efa439b5d76bccdd5c7db5d4',
    ],
  },
  { name: 'Set14', calledToo: ['set14', 'set_14', 'set-14'], images: 14 },
  { name: 'B100', calledToo: ['b100', 'bsd100', 'bsds100'], images: 100 },
  { name: 'Urban100', calledToo: ['urban100'], images: 100 },
  { name: 'Manga109', calledToo: ['manga109'], images: 109 },
];
