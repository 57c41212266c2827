import { enlargeLarge } from '../image/bicubic.js';
import { encodeJpeg, encodePng } from '../image/files.js';
import type { Rgb8 } from '../image/rgb.js';
import { Html, html } from '../report/html.js';
import { script, style } from './slider.js';

/** A photo, what a model made of it, and what they are called. */
interface Enlarged {
  /** The photo as the model got it, upright. */
  readonly photo: Rgb8;
  readonly enlarged: Rgb8;
  readonly photoName: string;
  readonly model: string;
  /** A file beside the page. */
  readonly file: string;
}

/** From this many pixels on the page holds JPEG, so that browsers still open it. */
const mostLossless = 12_000_000;

/**
 * One page that needs nothing else: a slider between the photo before and after the model. Before it is enlarged by
 * MATLAB's bicubic, or shows its own pixels. The slider is an ordinary one, which arrow keys move.
 */
export async function beforeAfterPage({ photo, enlarged, photoName, model, file }: Enlarged): Promise<string> {
  const factor = enlarged.width / photo.width;
  const isLossless = enlarged.width * enlarged.height <= mostLossless;
  const inPage = async (image: Rgb8): Promise<string> =>
    isLossless
      ? `data:image/png;base64,${(await encodePng(image)).toString('base64')}`
      : `data:image/jpeg;base64,${(await encodeJpeg(image)).toString('base64')}`;
  const before = await inPage(enlargeLarge(photo, factor));
  const own = await inPage(photo);
  const after = await inPage(enlarged);
  const size = ({ width, height }: Rgb8): string => `${String(width)}x${String(height)}`;
  const title = `${photoName} by ${model}`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
        />
        <title>${title}</title>
        <style>
          ${new Html(style)}
        </style>
      </head>
      <body>
        <main>
          <h1>${title}</h1>
          <p>
            ${size(photo)} became ${size(enlarged)}. Left of the line is the photo before the model, right of it what
            the model made.
          </p>
          <form>
            <label
              >Line at
              <input id="line" type="range" min="0" max="100" step="1" value="50" aria-controls="stage" />
              <output id="place" for="line">50 %</output></label
            >
            <fieldset>
              <legend>Before</legend>
              <label><input type="radio" name="before" value="bicubic" checked /> bicubic</label>
              <label><input type="radio" name="before" value="own" /> its own pixels</label>
            </fieldset>
            <label><input id="actual" type="checkbox" /> a pixel for a pixel</label>
          </form>
          <div
            id="stage"
            class="stage"
            tabindex="0"
            role="group"
            aria-label="The photo before and after, scrollable"
            style="--width: ${enlarged.width}; --height: ${enlarged.height}"
          >
            <div class="pictures">
              <img src="${new Html(after)}" alt="After: enlarged by ${model}" />
              <img class="before bicubic" src="${new Html(before)}" alt="Before: enlarged by bicubic interpolation" />
              <img class="before own" src="${new Html(own)}" alt="Before: the photo's own pixels" hidden />
              <div class="line" aria-hidden="true"></div>
            </div>
          </div>
          <p>
            ${
              isLossless
                ? `The pictures of this page are exact; ${file} is the enlarged one.`
                : `So that it opens at all, this page holds JPEG of quality 95; ${file} is exact.`
            }
            Without the true picture nobody can say how good an enlargement is: look for what is in the photo, and for
            what is not.
          </p>
        </main>
        <script>
          ${new Html(script)};
        </script>
      </body>
    </html>`.text;
}
