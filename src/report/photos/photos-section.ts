import { html } from '../html.js';
import type { Html } from '../html.js';
import type { Section } from '../page.js';
import type { Photo, Photos, Tile } from './photos.js';

/** Bicubic, variants and truth side by side. */
export function photosSection(found: Photos): Section {
  return {
    id: 'photos',
    title: 'What it looks like',
    body: 'why' in found ? html`<p>${found.why}</p>` : [html`<p>${found.note}</p>`, ...found.photos.map(photoHtml)],
  };
}

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
