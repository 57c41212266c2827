import type { Rgb8 } from '../../image/rgb.js';

/** Levels of 255 at which the map is as bright as it becomes. */
export const brightestLevels = 32;

/** From equal to far apart: black, violet, red, yellow, by eye in even steps. */
const ramp: readonly (readonly [number, number, number])[] = [
  [0, 0, 0],
  [63, 15, 100],
  [160, 45, 95],
  [232, 105, 60],
  [252, 220, 120],
];

/** How far a picture is from the true one, by the mean of its channels. */
export function errorMap(picture: Rgb8, truth: Rgb8): Rgb8 {
  const data = new Uint8Array(picture.data.length);
  for (let at = 0; at < data.length; at += 3) {
    let apart = 0;
    for (let channel = at; channel < at + 3; channel++) {
      apart += Math.abs((picture.data[channel] ?? 0) - (truth.data[channel] ?? 0)) / 3;
    }
    data.set(colourAt(Math.min(1, apart / brightestLevels)), at);
  }
  return { width: picture.width, height: picture.height, data };
}

function colourAt(share: number): number[] {
  const at = share * (ramp.length - 1);
  const [low, high] = [ramp[Math.floor(at)], ramp[Math.ceil(at)]];
  return [0, 1, 2].map((channel) => {
    const [from, to] = [low?.[channel] ?? 0, high?.[channel] ?? 0];
    return Math.round(from + (to - from) * (at - Math.floor(at)));
  });
}
