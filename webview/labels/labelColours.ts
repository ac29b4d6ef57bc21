import { el } from '../ui/dom.ts';
import type { LabelColours } from './labelPainter.ts';

const variables: Record<keyof LabelColours, string> = {
  fill: '--es-label',
  edge: '--es-label-edge',
  text: '--es-label-text',
  chosenFill: '--es-label-chosen',
  chosenEdge: '--es-label-chosen-edge',
  chosenText: '--es-label-chosen-text',
};

/** The colours of this moment, from labels.css. */
export function readLabelColours(): LabelColours {
  const probe = el('span', { hidden: '' });
  document.body.append(probe);
  const style = getComputedStyle(probe);
  const colours = { ...variables };
  for (const [name, variable] of Object.entries(variables)) {
    probe.style.color = `var(${variable})`;
    colours[name as keyof LabelColours] = style.color;
  }
  probe.remove();
  return colours;
}
