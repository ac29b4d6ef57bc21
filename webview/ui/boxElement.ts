import { el, icon } from './dom.ts';
import { icons } from './icons.ts';

export const boxEdges = ['west', 'east', 'north', 'south'] as const;
export type BoxEdge = (typeof boxEdges)[number];
const corners = ['northWest', 'northEast', 'southWest', 'southEast'] as const;
export const boxParts = ['inside', ...boxEdges, ...corners] as const;
/** What of a box is under the pointer. */
export type BoxPart = (typeof boxParts)[number];

export interface BoxElement {
  readonly element: HTMLElement;
  readonly edges: Readonly<Record<BoxEdge, HTMLElement>>;
  /** Plays nothing but the box. */
  readonly hear: HTMLButtonElement;
}

const words: Readonly<Record<BoxEdge, { name: string; hint: string }>> = {
  west: { name: 'Start of the box', hint: 'Left and right' },
  east: { name: 'End of the box', hint: 'Left and right' },
  north: { name: 'Highest frequency of the box', hint: 'Up and down' },
  south: { name: 'Lowest frequency of the box', hint: 'Up and down' },
};

/** A box in time and frequency: edges and corners resize it, its inside moves it. */
export function createBox(): BoxElement {
  const edge = (side: BoxEdge): HTMLElement => {
    const { name, hint } = words[side];
    const upright = side === 'north' || side === 'south';
    return el('div', {
      class: 'box-handle',
      'data-box-part': side,
      role: 'slider',
      tabindex: '0',
      'aria-label': name,
      'aria-orientation': upright ? 'vertical' : 'horizontal',
      'aria-valuemin': '0',
      'aria-valuenow': '0',
      title: `${name}: drag it, or ${hint.toLowerCase()} arrow keys (Shift: further). Delete: all frequencies`,
    });
  };
  const edges = { west: edge('west'), east: edge('east'), north: edge('north'), south: edge('south') };
  const handles = corners.map((corner) =>
    el('div', { class: 'box-handle', 'data-box-part': corner, 'aria-hidden': 'true' }),
  );
  const hear = el(
    'button',
    { type: 'button', class: 'hear-box', title: 'Play only the box (Shift+F)', 'aria-label': 'Play only the box' },
    icon(icons.unmute),
  );
  const attributes = { class: 'spectrum-box', role: 'group', 'data-box-part': 'inside', hidden: '' };
  return { element: el('div', attributes, ...Object.values(edges), ...handles, hear), edges, hear };
}
