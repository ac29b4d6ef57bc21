import type { Page } from 'playwright-core';
import type { EditorCommand } from '../../../src/core/protocol/editorApi.ts';
import type { Remembered } from '../../../src/core/protocol/remembered.ts';
import { sampleDetails } from './details.ts';
import type { OpenOptions } from './harness.ts';
import { settle } from './pages.ts';
import { type ThemeName, themes } from './themes.ts';

export const themeNames = Object.keys(themes) as ThemeName[];

const SECOND = 48000;

const fullState: Remembered = {
  version: 2,
  revision: '1',
  positionFrame: 4 * SECOND,
  sound: {
    ...{ selection: { startFrame: 8.5 * SECOND, endFrame: 11 * SECOND }, loop: false, speed: 1, speedMode: 'pitch' },
    ...{ reverse: false, returnOnStop: false, mix: { monitor: 'normal', strips: [] }, band: null },
    eq: { on: false, bands: [], matchLoudness: true },
  },
  look: { cursors: { a: 12 * SECOND, b: 14.5 * SECOND } },
};

/** A take with all there can be in the picture: markers, labels of two tracks, selection, cursors, playhead. */
export const fullOptions: OpenOptions = {
  details: sampleDetails(),
  recalled: { state: fullState, taste: null },
  labels: {
    fileName: 'take-03.txt',
    tracks: [
      {
        name: 'words',
        labels: [
          { startSeconds: 1, endSeconds: 2.4, text: 'one' },
          { startSeconds: 5, endSeconds: 7.5, text: 'a longer remark' },
          { startSeconds: 13, endSeconds: 13, text: 'point' },
        ],
      },
      { name: 'noise', labels: [{ startSeconds: 15, endSeconds: 18, text: 'hum' }] },
    ],
  },
};

export interface Scene {
  readonly name: string;
  readonly options: OpenOptions;
  /** From the opened page to what is meant. */
  readonly act?: (page: Page) => Promise<void>;
}

const command = (page: Page, name: EditorCommand): Promise<void> =>
  page.evaluate((name) => window.fake.command(name), name);

const opened = (selector: string) => async (page: Page) => {
  await page.click(selector);
  await page.waitForSelector('[popover]:popover-open, .menu');
};

const tab = (name: string) => async (page: Page) => {
  await command(page, 'toggleDrawer');
  await page.click(`#tab-${name}`);
};

const eqBands = async (page: Page): Promise<void> => {
  await command(page, 'showEq');
  await page.selectOption('.eq-head select', { index: 2 });
  await page.click('.eq .compare button:last-child');
  await page.check('#eq-range');
};

const failed = { code: 'unsupported', message: 'No decoder knows this kind of file.' } as const;

/** All that the page can look like, each once. */
export const scenes: readonly Scene[] = [
  { name: 'fresh', options: {} },
  { name: 'full', options: fullOptions },
  { name: 'playing', options: fullOptions, act: (page) => page.click('#play') },
  { name: 'speed', options: {}, act: opened('#speed') },
  { name: 'volume', options: {}, act: opened('#gain') },
  { name: 'monitor', options: {}, act: opened('#monitor') },
  { name: 'follow', options: {}, act: opened('#follow') },
  { name: 'time unit', options: fullOptions, act: opened('#time-unit') },
  { name: 'level scale', options: {}, act: opened('.level-unit') },
  { name: 'channel strip', options: {}, act: opened('.strip .name') },
  { name: 'info', options: fullOptions, act: tab('info') },
  { name: 'header', options: fullOptions, act: tab('header') },
  {
    name: 'labels',
    options: fullOptions,
    act: async (page) => {
      await tab('labels')(page);
      await page.click('.label-line:not(.head)');
    },
  },
  { name: 'no labels', options: { labels: {} }, act: tab('labels') },
  { name: 'equalizer', options: {}, act: eqBands },
  { name: 'performance', options: {}, act: tab('performance') },
  {
    name: 'lanes and badges',
    options: {},
    act: async (page) => {
      for (const each of ['amplitudeIn', 'lanesNext', 'lanesNext', 'lanesNext', 'soloLane'] as const)
        await command(page, each);
    },
  },
  {
    name: 'samples',
    options: fullOptions,
    act: async (page) => {
      for (let i = 0; i < 12; i++) await command(page, 'zoomIn');
    },
  },
  { name: 'spectrograms', options: { ...fullOptions, show: 'both' } },
  { name: 'waveform over spectrogram', options: { ...fullOptions, show: 'over' } },
  { name: 'frequency scale', options: { show: 'both' }, act: opened('.frequency-unit') },
  { name: 'colours of levels', options: { show: 'both' }, act: opened('.palette-unit') },
  {
    name: 'loudness',
    options: fullOptions,
    act: async (page) => {
      await command(page, 'toggleLoudness');
      await command(page, 'showLoudness');
    },
  },
  {
    name: 'statistics',
    options: { ...fullOptions, overs: true },
    act: async (page) => {
      await command(page, 'showStatistics');
      await page.waitForFunction(() => !document.querySelector('.statistics')?.textContent?.includes('…'));
    },
  },
  {
    name: 'findings',
    options: { ...fullOptions, overs: true },
    act: async (page) => {
      await command(page, 'showFindings');
      await page.waitForSelector('.findings-panel tbody .place');
      await command(page, 'nextFinding');
    },
  },
  { name: 'linked', options: {}, act: (page) => page.evaluate(() => window.fake.links(true, true)) },
  { name: 'export', options: fullOptions, act: (page) => command(page, 'exportImage') },
  { name: 'sound check', options: {}, act: (page) => command(page, 'diagnoseSound') },
  { name: 'sound blocked', options: { blocked: true }, act: (page) => page.click('#play') },
  {
    name: 'notice',
    options: {},
    act: (page) =>
      page.evaluate(() => window.fake.notice({ severity: 'warning', text: 'The file is gone.', action: 'retry' })),
  },
  { name: 'scanning', options: { scannedFrames: 200_000 } },
  { name: 'error', options: { failed } },
  { name: 'loading', options: { loading: true } },
  { name: '64 channels', options: { channels: 64, frames: SECOND } },
];

export const scene = (name: string): Scene => scenes.find((each) => each.name === name)!;

export async function openScene(page: Page, { act }: Scene): Promise<void> {
  await settle(page);
  await act?.(page);
  await page.waitForTimeout(50);
}
