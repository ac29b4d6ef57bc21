import { codeOfLevel } from '../../src/core/spectrogram/levelCode.ts';
import type { Layer } from '../render/frameLoop.ts';
import type { Watched } from '../render/signal.ts';
import { ColourTable } from '../../src/core/picture/spectrogram/colourTable.ts';
import { kindOfTheme } from '../render/gl/colours.ts';
import type { Surface } from '../render/surface.ts';
import type { Store } from '../store.ts';
import type { LaneSet } from '../ui/lanes.ts';
import { type Legend, LEGEND_INSET } from '../ui/legend.ts';
import { paintLegend } from '../../src/core/picture/axes/legendPainter.ts';
import { rowOfLevel } from '../../src/core/picture/axes/legendScale.ts';

interface Parts {
  readonly store: Store;
  readonly lanes: LaneSet;
  readonly legend: Legend;
  readonly surface: Surface;
  readonly font: () => string;
  /** Where there is a legend, or none. */
  readonly view: HTMLElement;
}

/** The colours of all spectrograms, each at the level that it means. */
export class LegendLayer implements Layer {
  readonly name = 'legend';
  readonly dirtiedBy: readonly Watched[];
  #parts: Parts;
  #table = new ColourTable();

  constructor(parts: Parts) {
    this.#parts = parts;
    const { colours, theme, screen, laneSizes, pictures, file } = parts.store;
    this.dirtiedBy = [colours, theme, screen, laneSizes, pictures, file];
  }

  draw(): void {
    const { store, legend, surface, view, font } = this.#parts;
    const shown = store.file.value !== null && store.pictures.value.show !== 'waveform' && !this.#none();
    if (legend.element.hidden === shown) {
      legend.element.hidden = !shown;
      view.classList.toggle('legend', shown);
    }
    const { width, height, sized } = surface;
    if (!sized || !shown) return surface.release();
    const { dpr } = store.screen.value;
    const theme = store.theme.value;
    const colours = store.colours.value;
    this.#table.set(colours, kindOfTheme(theme));
    const rows = {
      ...legend.range,
      top: LEGEND_INSET,
      bottom: Math.max(LEGEND_INSET + 1, height / dpr - LEGEND_INSET),
    };
    const picture = { width, height, dpr, theme, font: font().replace('10px', `${10 * dpr}px`), rows };
    paintLegend(surface.renderer, picture, (level) => cssOf(this.#table.colours[codeOfLevel(level)]!));
    for (const end of ['ceiling', 'floor'] as const) {
      const row = rowOfLevel(rows, colours[end]);
      legend.place(end, Math.min(Math.max(row, rows.top), rows.bottom));
    }
  }

  /** The lanes are too low. Before they are laid out nobody knows. */
  #none(): boolean {
    const built = this.#parts.lanes.lanes.filter((lane) => lane.built);
    return built.some(({ wave }) => wave.sized) && !built.some(({ spectrogram }) => spectrogram.sized);
  }
}

/** colour: bytes of an ImageData. */
const cssOf = (colour: number): string => `rgb(${colour & 255}, ${(colour >> 8) & 255}, ${(colour >> 16) & 255})`;
