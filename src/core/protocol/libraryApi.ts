import * as v from 'valibot';
import { audioRow } from './audioRow.ts';
import { playingRow } from './auditionApi.ts';

const uris = v.array(v.string());

/** What can be done with rows. */
export const rowActions = [
  'open',
  'openBeside',
  'inspect',
  'measure',
  'compareReports',
  'exportReport',
  'reveal',
  'copyPath',
  'triageFolder',
] as const;
export type RowAction = (typeof rowActions)[number];

/** What the keyboard and the view's menus ask of a list, by commands earshot.list.NAME. */
export const listCommands = [
  'focusFilter',
  'toggleTree',
  'collapseAll',
  'expandAll',
  'playPause',
  'stop',
  'next',
  'previous',
  'markKeep',
  'markReject',
  'markReview',
  'clearMark',
  'editNote',
  'chooseColumns',
  'exportRows',
] as const;
export type ListCommand = (typeof listCommands)[number];

/** The host's side, of the list in the side bar and of a triage table alike. */
export const libraryHostApi = {
  requests: {
    /** The page's first message. Rows follow as events. view: what the page last gave to saveView. */
    ready: {
      params: v.object({}),
      result: v.object({
        mode: v.picklist(['list', 'triage']),
        title: v.string(),
        roots: v.array(v.object({ name: v.string() })),
        view: v.nullable(v.string()),
      }),
    },
    act: { params: v.object({ action: v.picklist(rowActions), uris }), result: v.object({}) },
    /** Plays a row without opening it. The page is asked for the rows before and after it. */
    play: {
      params: v.object({ uri: v.string(), startSeconds: v.optional(v.number()) }),
      result: v.object({}),
    },
    mark: { params: v.object({ uris, mark: audioRow.entries.mark }), result: v.object({}) },
    note: { params: v.object({ uris, note: v.string() }), result: v.object({}) },
    /** Asks where to, and writes these rows in this order with these columns. saved: null where the user thought better of it. */
    exportRows: {
      params: v.object({ uris, columns: v.array(v.string()) }),
      result: v.object({ saved: v.nullable(v.string()) }),
    },
  },
  events: {
    /** New and changed rows (whole), at most 500 a message. */
    rows: v.object({ rows: v.array(audioRow), removed: uris }),
    /** Everything before is void; rows follow anew. */
    cleared: v.object({ roots: v.array(v.object({ name: v.string() })) }),
    state: v.object({
      /** 'none': no folder is open. */
      walk: v.picklist(['walking', 'complete', 'none']),
      found: v.number(),
      /** Of the measuring that the user has asked for; it can be cancelled by cancelMeasuring. */
      measuring: v.nullable(v.object({ done: v.number(), total: v.number() })),
      /** Folders that could not be read and the like: one sentence each. */
      problems: v.array(v.string()),
    }),
    playing: v.nullable(playingRow),
    /** Selects a row and shows it; focus: with the keyboard. */
    revealRow: v.object({ uri: v.string(), focus: v.boolean() }),
    command: v.object({ command: v.picklist(listCommands) }),
    visibility: v.object({ visible: v.boolean() }),
  },
} as const;

/** The page's side. */
export const libraryPageApi = {
  requests: {
    /** The row after (+1) or before (−1) another as the page shows them: null at the end. wrap: the first follows the last. */
    neighbour: {
      params: v.object({ uri: v.string(), step: v.picklist([1, -1]), wrap: v.boolean() }),
      result: v.object({ uri: v.nullable(v.string()) }),
    },
  },
  events: {
    /** Rows on screen that lack figures: measured before all others; and the neighbours of what is highlighted. */
    want: v.object({ uris }),
    highlighted: v.object({ uris }),
    cancelMeasuring: v.object({}),
    measureShown: v.object({ uris }),
    /** Sort, filter, columns, tree: JSON that only the page reads. */
    saveView: v.object({ view: v.string() }),
    openFolder: v.object({}),
    log: v.object({ level: v.picklist(['info', 'warn', 'error']), message: v.string() }),
  },
} as const;
