import { Html, html } from '../html.js';
import type { Section } from '../page.js';
import type { Photo, PhonePhotos, Photos, Tile } from './photos.js';

/** Bicubic, variants and truth side by side, of the phone that the page opens with; the page's program shows those of another. */
export function photosSection(found: Photos, phone: number): Section {
  return {
    id: 'photos',
    title: 'What it looks like',
    body: 'why' in found ? html`<p>${found.why}</p>` : found.map((each) => phoneHtml(each, phone)),
  };
}

const phoneHtml = ({ phones, shown }: PhonePhotos, phone: number): Html =>
  html`<div data-phones="${phones.join(' ')}" ${new Html(phones.includes(phone) ? '' : 'hidden')}>
    ${'why' in shown ? [html`<p>${shown.why}</p>`] : [html`<p>${shown.note}</p>`, ...shown.photos.map(photoHtml)]}
  </div>`;

const photoHtml = ({ image, about, tiles }: Photo): Html =>
  html`<div class="photo">
    <h3>${image}</h3>
    <p class="about">${about}</p>
    <div class="strip">${tiles.map((tile) => tileHtml(tile, image))}</div>
  </div>`;

const tileHtml = ({ title, about, picture, error }: Tile, image: string): Html =>
  html`<figure>
    <img src="${picture}" alt="${image}: ${title}" />
    ${error === undefined ? [] : [html`<img src="${error}" alt="${image}: how far ${title} is from the true picture" />`]}
    <figcaption><strong>${title}</strong><br />${about}</figcaption>
  </figure>`;
