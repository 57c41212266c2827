/// <reference lib="dom" />

interface Colour {
  readonly variable: string;
  readonly light: string;
}

/** Pixels of a PNG for each of the picture's own. */
const pngScale = 2;

/** Saves a picture as it shows, in light colours, which a document is likely to be. Nothing leaves the page. */
export async function saveAs(
  shown: SVGElement,
  name: string,
  format: 'svg' | 'png',
  colours: readonly Colour[],
): Promise<void> {
  const svg = shown.cloneNode(true) as SVGElement;
  const [, , width = '700', height = '400'] = (svg.getAttribute('viewBox') ?? '').split(' ');
  svg.setAttribute('width', width);
  svg.setAttribute('height', height);
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  svg.removeAttribute('style');
  for (const each of svg.querySelectorAll('*')) {
    for (const attribute of ['fill', 'stroke']) {
      const found = colours.find(({ variable }) => each.getAttribute(attribute) === `var(${variable})`);
      if (found !== undefined) each.setAttribute(attribute, found.light);
    }
  }
  const text = new XMLSerializer().serializeToString(svg);
  const href = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  offer(format === 'svg' ? href : await pngOf(href, Number(width), Number(height)), name);
}

async function pngOf(href: string, width: number, height: number): Promise<string> {
  const image = new Image();
  image.src = href;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = width * pngScale;
  canvas.height = height * pngScale;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('the browser draws no pictures');
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/png');
}

function offer(href: string, name: string): void {
  const link = document.createElement('a');
  link.href = href;
  link.download = name;
  link.click();
}
