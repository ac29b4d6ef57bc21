import type { Scope } from '../../src/core/util/scope.ts';
import { setAmplitudeZoom } from '../editor/amplitude.ts';
import { laneTitle, namesOfChannels } from '../../src/core/picture/lane/laneSource.ts';
import type { Store } from '../store.ts';
import { buttonKeys } from './controls.ts';
import { el, keepKeys, listen, setAttribute, setText } from './dom.ts';
import { channelNames, formatCount, formatGain } from '../../src/core/picture/axes/units.ts';

/** ×3.2 (+10.1 dB). */
export function zoomText(zoom: number): string {
  const times = zoom < 100 ? zoom.toFixed(1) : formatCount(zoom);
  return `\u00d7${times} (${formatGain(20 * Math.log10(zoom))} dB)`;
}

/** In a corner of the picture: that it is not drawn at full scale, and that only one lane is shown. A click ends it. */
export function laneBadges(scope: Scope, store: Store): HTMLElement {
  const badge = (id: string, run: () => void): HTMLButtonElement => {
    const button = el('button', { id, type: 'button', class: 'badge', hidden: '' });
    listen(scope, button, 'click', run);
    keepKeys(scope, button, buttonKeys);
    return button;
  };
  const zoom = badge('zoom-badge', () => setAmplitudeZoom(store, 1));
  const solo = badge('solo-badge', () => store.lanes.set({ ...store.lanes.value, solo: null }));
  const say = (button: HTMLElement, text: string, hint: string): void => {
    setText(button, text);
    setAttribute(button, 'title', hint);
    setAttribute(button, 'aria-label', `${text}. ${hint}`);
  };
  const update = (): void => {
    const factor = store.amplitude.value.zoom;
    zoom.hidden = !store.file.value || (factor === 1 && !store.normalised.value);
    const words = `${store.normalised.value ? 'Normalised ' : ''}${zoomText(factor)}`;
    say(zoom, words, 'The picture is drawn higher than the signal is. Click: back to full scale');
    const { info } = store.file.value ?? {};
    const key = store.lanes.value.solo;
    solo.hidden = !info || key === null;
    if (!info || key === null) return;
    const { words: lane } = laneTitle(key, namesOfChannels(info, channelNames));
    say(solo, `Only ${lane}`, 'Click: show all lanes');
  };
  for (const watched of [store.amplitude, store.normalised, store.lanes, store.file]) scope.add(watched.on(update));
  update();
  return el('div', { id: 'badges' }, solo, zoom);
}
