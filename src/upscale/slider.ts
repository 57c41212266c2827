/* What the page of a slider looks like, and what moves in it. */

export const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; padding: 1rem; }
h1 { font-size: 1.2rem; margin: 0; overflow-wrap: anywhere; }
form { display: flex; flex-wrap: wrap; gap: 0.5rem 1.5rem; align-items: center; }
fieldset { border: 0; margin: 0; padding: 0; display: flex; gap: 0.75rem; align-items: center; }
legend { float: left; padding: 0; margin-right: 0.75rem; }
input[type='range'] { width: min(24rem, 60vw); vertical-align: middle; }
.stage { margin: 1rem 0; overflow: auto; max-height: 85vh; }
.pictures { position: relative; width: min(100%, calc(var(--width) * 1px)); aspect-ratio: var(--width) / var(--height); }
.actual .pictures { width: calc(var(--width) * 1px); }
.pictures img { position: absolute; inset: 0; width: 100%; height: 100%; }
.pictures img[hidden] { display: none; }
.before { clip-path: inset(0 calc(100% - var(--line, 50%)) 0 0); }
.own { image-rendering: pixelated; }
.line { position: absolute; top: 0; bottom: 0; left: var(--line, 50%); width: 2px; margin-left: -1px;
  background: #fff; box-shadow: 0 0 0 1px #000; }
@media print { form { display: none; } .stage { max-height: none; overflow: visible; } }
`;

/** A click or a drag on the picture moves the line as the slider does. */
export const script = `
const slider = document.getElementById('line');
const stage = document.getElementById('stage');
const pictures = stage.querySelector('.pictures');
const show = () => {
  stage.style.setProperty('--line', slider.value + '%');
  document.getElementById('place').textContent = slider.value + ' %';
};
slider.addEventListener('input', show);
const follow = (event) => {
  const { left, width } = pictures.getBoundingClientRect();
  slider.value = String(Math.round(((event.clientX - left) / width) * 100));
  show();
};
pictures.addEventListener('pointerdown', (event) => {
  pictures.setPointerCapture(event.pointerId);
  follow(event);
});
pictures.addEventListener('pointermove', (event) => {
  if (event.buttons !== 0) follow(event);
});
for (const radio of document.querySelectorAll('[name=before]')) {
  radio.addEventListener('change', () => {
    for (const image of pictures.querySelectorAll('.before')) image.hidden = !image.classList.contains(radio.value);
  });
}
document.getElementById('actual').addEventListener('change', (event) => {
  stage.classList.toggle('actual', event.target.checked);
});
show();
`;
