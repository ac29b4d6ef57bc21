import type { LanePictures } from '../../src/core/protocol/spectrogram.ts';
import type { Scope } from '../../src/core/util/scope.ts';
import type { Store } from '../store.ts';
import { iconButton } from './controls.ts';
import { el, setAttribute } from './dom.ts';
import { icons } from './icons.ts';
import { keyWords } from './spectrogramKeys.ts';

/** As in loudness.css. */
const LOW_EDITOR = '(height < 640px)';

type Part = 'waveform' | 'spectrogram';
const other: Readonly<Record<Part, Part>> = { waveform: 'spectrogram', spectrogram: 'waveform' };

/** Waveform and spectrogram, on or off. One of them is always there: switched off, the last one gives way to the other. */
export function pictureToggles(scope: Scope, store: Store): HTMLElement {
  const { pictures } = store;
  /** How both are shown when both are on again. */
  let together: LanePictures['show'] = pictures.value.show === 'over' ? 'over' : 'both';
  const toggle = (part: Part) => (): void => {
    const { show } = pictures.value;
    const alone = show === part || show === other[part];
    pictures.set({ ...pictures.value, show: alone && show !== part ? together : other[part] });
  };
  const buttons = (['waveform', 'spectrogram'] as const).map((part) => {
    const name = part === 'waveform' ? 'Waveform' : 'Spectrogram';
    return { part, name, button: iconButton(scope, `show-${part}`, name, icons[part], toggle(part)) };
  });
  const update = (): void => {
    const { show } = pictures.value;
    if (show === 'both' || show === 'over') together = show;
    for (const { part, name, button } of buttons) {
      const on = show !== other[part];
      button.disabled = !store.file.value;
      setAttribute(button, 'aria-pressed', String(on));
      setAttribute(
        button,
        'title',
        `${name}: ${on ? 'on' : 'off'}.\nKey for the next view: ${keyWords('picturesNext')}`,
      );
    }
  };
  for (const signal of [pictures, store.file]) scope.add(signal.on(update));
  update();
  const group = { id: 'pictures', role: 'group', 'aria-label': 'Pictures in the lanes' };
  return el('div', group, ...buttons.map(({ button }) => button), loudnessToggle(scope, store));
}

/** Loudness has a lane of its own, beside either. */
function loudnessToggle(scope: Scope, { loudness, file }: Store): HTMLElement {
  const button = iconButton(scope, 'show-loudness', 'Loudness', icons.loudness, () => loudness.set(!loudness.value));
  const low = matchMedia(LOW_EDITOR);
  const update = (): void => {
    const on = loudness.value;
    button.disabled = !file.value;
    setAttribute(button, 'aria-pressed', String(on));
    const room = on && low.matches ? '.\nThe editor is too low to show them' : '';
    setAttribute(button, 'title', `Loudness curves: ${on ? 'on' : 'off'}${room}.\nKey: Shift+R`);
  };
  for (const signal of [loudness, file]) scope.add(signal.on(update));
  low.addEventListener('change', update);
  scope.defer(() => low.removeEventListener('change', update));
  update();
  return button;
}
