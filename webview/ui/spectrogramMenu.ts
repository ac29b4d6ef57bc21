import {
  type SpectrogramExtras,
  type SpectrogramPreset,
  spectrogramPresets,
} from '../../src/core/protocol/spectrogram.ts';
import type { Scope } from '../../src/core/util/scope.ts';
import { applyPreset, presetOf, presets } from '../editor/spectrogramPresets.ts';
import type { Store } from '../store.ts';
import { analysisFields } from './analysisFields.ts';
import { colourFields } from './colourFields.ts';
import { checkRow, dropButton } from './controls.ts';
import { el, listen, setAttribute, setText } from './dom.ts';
import { formRow, type FormPart } from './formRow.ts';
import { frequencyFields } from './frequencyFields.ts';
import { openFrequencyMenu } from './frequencyMenu.ts';
import { Popover } from './popover.ts';
import { selectField } from './selectField.ts';
import { analysisWords, nameOf, scaleChoices } from '../../src/core/picture/axes/spectrogramWords.ts';
import { keyWords } from './spectrogramKeys.ts';
import { placeChoices, showChoices } from './pictureWords.ts';

const WIDTH = 392;

/** The analysis as a button; under it all that makes a spectrogram what it is. Beside it the scale of frequencies. */
export function spectrogramMenu(scope: Scope, store: Store, windowSizes: () => readonly number[]): HTMLElement {
  const text = el('span');
  const button = dropButton(scope, 'spectrogram', text);
  const popover = new Popover(scope, 'spectrogram-panel', 'Spectrogram', WIDTH);
  popover.attach(scope, button);
  const parts = [
    presetButtons(scope, store),
    pictureFields(scope, store),
    analysisFields(scope, store),
    frequencyFields(scope, store),
    colourFields(scope, store),
    overlayChecks(scope, store),
  ];
  for (const part of parts) popover.panel.append(el('div', { class: 'fields' }, ...part.elements));
  for (const part of parts) {
    // A closed form is not kept up to date.
    const update = (): void => void (popover.open && part.update());
    for (const watched of part.watches) scope.add(watched.on(update));
  }
  listen(scope, popover.panel, 'beforetoggle', (event) => {
    if (event.newState === 'open') for (const part of parts) part.update();
  });

  const update = (): void => {
    button.disabled = !store.file.value;
    const words = analysisWords(store.analysis.value, windowSizes());
    setText(text, words);
    const preset = presetOf(store);
    const about = `${words}, ${nameOf(scaleChoices, store.frequencies.value.scale).toLowerCase()} frequencies`;
    setAttribute(button, 'title', `Spectrogram: ${about}.\nPreset: ${preset ? presets[preset].name : 'custom'}`);
    setAttribute(button, 'aria-label', `Spectrogram: ${about}`);
  };
  for (const signal of [store.analysis, store.frequencies, store.colours, store.file]) scope.add(signal.on(update));
  update();
  return el('div', { class: 'spectrogram-menu' }, scaleButton(scope, store), button, popover.panel);
}

function scaleButton(scope: Scope, store: Store): HTMLElement {
  const text = el('span');
  const button = dropButton(scope, 'frequency-scale', text);
  button.setAttribute('aria-haspopup', 'menu');
  listen(scope, button, 'click', () => {
    const { left, bottom } = button.getBoundingClientRect();
    openFrequencyMenu(store, left, bottom + 4);
  });
  const update = (): void => {
    const name = nameOf(scaleChoices, store.frequencies.value.scale);
    button.disabled = !store.file.value;
    setText(text, name);
    setAttribute(button, 'title', `Frequency scale: ${name}.\nKey: ${keyWords('frequencyScaleNext')}`);
    setAttribute(button, 'aria-label', `Frequency scale: ${name}`);
  };
  for (const signal of [store.frequencies, store.file]) scope.add(signal.on(update));
  update();
  return button;
}

function presetButtons(scope: Scope, store: Store): FormPart {
  const buttons = spectrogramPresets.map((preset: SpectrogramPreset) => {
    const { name, about } = presets[preset];
    const title = `${about}.\nKey for the next preset: ${keyWords('presetNext')}`;
    const button = el('button', { type: 'button', 'aria-pressed': 'false', title }, name);
    listen(scope, button, 'click', () => applyPreset(store, preset));
    return { preset, button };
  });
  const about = el('p', { class: 'hint', role: 'status' });
  const group = { class: 'presets', role: 'group', 'aria-label': 'Presets' };
  return {
    elements: [el('div', group, ...buttons.map(({ button }) => button)), about],
    watches: [store.analysis, store.frequencies, store.colours, store.file],
    update: () => {
      const now = presetOf(store);
      for (const { preset, button } of buttons) setAttribute(button, 'aria-pressed', String(preset === now));
      setText(about, now ? `${presets[now].about}.` : 'Custom: as set below.');
    },
  };
}

function pictureFields(scope: Scope, store: Store): FormPart {
  const { pictures } = store;
  const keys = keyWords('picturesNext');
  const show = selectField(scope, 'spectrogram-show', 'Lanes show', showChoices, keys, (value) =>
    pictures.set({ ...pictures.value, show: value }),
  );
  const place = selectField(scope, 'spectrogram-place', 'Place of the spectrogram', placeChoices, '', (value) =>
    pictures.set({ ...pictures.value, spectrogram: value }),
  );
  return {
    elements: formRow('Lanes', show.element, place.element),
    watches: [pictures],
    update: () => {
      show.show(pictures.value.show);
      place.show(pictures.value.spectrogram);
      place.element.hidden = pictures.value.show !== 'both';
    },
  };
}

const overlays = [
  ['harmonics', 'Harmonic cursor', 'Lines at multiples of the pointer\u2019s frequency', 'toggleHarmonics'],
  [
    'averaged',
    'Averaged spectrum',
    'Mean power of the selection, else of the view, beside the picture',
    'toggleAveraged',
  ],
  ['pitch', 'Pitch track', 'Fundamental frequency by pYIN, as bright as it is certain', 'togglePitch'],
] as const satisfies readonly (readonly [keyof SpectrogramExtras, string, string, string])[];

function overlayChecks(scope: Scope, store: Store): FormPart {
  const rows = overlays.map(([name, words, about, command]) => {
    const row = checkRow(scope, `spectrogram-${name}`, words, (on) =>
      store.extras.set({ ...store.extras.value, [name]: on }),
    );
    row.element.title = about;
    return { name, row, key: keyWords(command) };
  });
  return {
    elements: [el('div', { class: 'checks' }, ...rows.map(({ row }) => row.element))],
    watches: [store.extras],
    update: () => {
      for (const { name, row, key } of rows) row.show(store.extras.value[name], key);
    },
  };
}
