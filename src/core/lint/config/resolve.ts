import { findPreset, presets } from '../presets/presets.ts';
import { type CheckedConfig, checkConfig, isPath } from './checkConfig.ts';
import type { CheckedSetting } from './checkSettings.ts';
import { CONFIG_NAME, type ConfigProblem, type ReadText, type ResolvedConfig } from './config.ts';
import { fingerprintOf, type Layer, matcherOf, merged, type Patterns, presetLayer, rulesOf } from './layers.ts';
import { didYouMean, nearest } from './nearest.ts';
import { ConfigText } from './parseConfig.ts';
import { folderOf, nameIn, relativePath, resolvedPath } from './paths.ts';

export interface ResolveOptions {
  readonly read: ReadText;
  /** The name of a preset that stands in place of any file. */
  readonly preset?: string;
}

/**
 * The configuration of one folder: its own `.earshot.json` or the nearest above it, up to the root; without any, the preset
 * 'recommended'. Files are read once for each call. Never rejects: what is wrong stands in `problems`, and the rest holds.
 */
export async function resolveConfig(folder: string, options: ResolveOptions): Promise<ResolvedConfig> {
  if (options.preset !== undefined) return builtIn(folder, options.preset);
  const found = await nearestConfig(folder, options.read);
  return found === undefined ? builtIn(folder) : resolveFile(found, options);
}

/** The configuration of a file that is named. */
export async function resolveFile(path: string, { read }: ResolveOptions): Promise<ResolvedConfig> {
  const loader = new Loader(read);
  const { layers, ignore } = await loader.load(path, []);
  return resolved(path, folderOf(path), layers, ignore, [...loader.sources], loader.problems);
}

/** Where the configuration of a folder is; undefined: nowhere. */
export async function nearestConfig(folder: string, read: ReadText): Promise<string | undefined> {
  for (let at = folder; ; at = folderOf(at)) {
    const path = resolvedPath(at, CONFIG_NAME);
    // What is there and cannot be read is the nearest all the same.
    const there = await read(path).then(
      (text) => text !== undefined,
      () => true,
    );
    if (there) return path;
    if (folderOf(at) === at) return undefined;
  }
}

/** Of a preset alone. folder: what the names of files are relative to. */
export function builtIn(folder: string, name = 'recommended'): ResolvedConfig {
  const preset = findPreset(name);
  const problems = preset ? [] : [{ path: '', line: 1, column: 1, offset: 0, length: 0, ...noPreset(name) }];
  return resolved(null, folder, preset ? [presetLayer(preset)] : [], [], [], problems);
}

/** That there is no such preset, and which one is near. */
export function noPreset(name: string): Pick<ConfigProblem, 'message' | 'suggestion'> {
  const names = presets.map((preset) => preset.name);
  const suggestion = nearest(name, names);
  const rest = suggestion === undefined ? ` There are ${names.join(', ')}.` : didYouMean(suggestion);
  return { message: `There is no preset '${name}'.${rest}`, ...(suggestion !== undefined && { suggestion }) };
}

function resolved(
  path: string | null,
  folder: string,
  layers: readonly Layer[],
  ignore: readonly Patterns[],
  sources: readonly string[],
  problems: readonly ConfigProblem[],
): ResolvedConfig {
  const ignoring = ignore.map(matcherOf).reverse();
  const ignored = (file: string): boolean => {
    for (const matches of ignoring) {
      const verdict = matches(file);
      if (verdict !== undefined) return verdict;
    }
    return false;
  };
  return {
    path,
    sources,
    problems,
    fingerprint: fingerprintOf(folder, layers, ignore),
    ignores: ignored,
    rulesFor: rulesOf(layers),
    nameOf: (file) => relativePath(folder, file),
  };
}

interface Loaded {
  readonly layers: readonly Layer[];
  readonly ignore: readonly Patterns[];
}

/** Rules that are on and ask for nothing: an option is missing. What overrides add may be for some files only. */
function tellOfIdle(text: ConfigText, settings: readonly CheckedSetting[], layers: readonly Layer[]): void {
  const active = merged(layers.flatMap((layer) => (layer.files ? [] : layer.settings)));
  for (const { rule, key, faulty } of settings) {
    const { needs } = rule;
    const options = active.find((each) => each.rule === rule)?.options;
    if (faulty || !needs || !options || needs.some((name) => options[name] !== undefined)) continue;
    const names = needs.map((name) => `'${name}'`).join(', ');
    text.problem(key, `The rule '${rule.id}' asks for nothing without ${needs.length > 1 ? 'one of ' : ''}${names}.`);
  }
}

/** Reads a file and all that it extends. */
class Loader {
  readonly problems: ConfigProblem[] = [];
  /** With those that are not there: a file that comes changes the configuration too. */
  readonly sources = new Set<string>();
  readonly #missing = new Set<string>();
  readonly #read: ReadText;
  readonly #texts = new Map<string, { text: ConfigText; checked: CheckedConfig } | undefined>();
  /** What files with all they extend come to, so that one that many extend is gone through once. */
  readonly #loaded = new Map<string, Loaded>();

  constructor(read: ReadText) {
    this.#read = read;
  }

  /** chain: files that led here, which must not come again. */
  async load(path: string, chain: readonly string[]): Promise<Loaded> {
    const known = this.#loaded.get(path);
    if (known) return known;
    const file = await this.#check(path);
    if (!file) return { layers: [], ignore: [] };
    const { text, checked } = file;
    const folder = folderOf(path);
    const layers: Layer[] = [];
    const ignore: Patterns[] = [];
    const here = [...chain, path];
    const before = text.problems.length;
    for (const { name, node } of checked.extends) {
      if (!isPath(name)) {
        layers.push(presetLayer(findPreset(name)!));
        continue;
      }
      const other = resolvedPath(folder, name);
      if (here.includes(other)) {
        const circle = [...here.slice(here.indexOf(other)), other].map((each) => relativePath(folder, each));
        text.problem(node, `The configurations extend each other in a circle: ${circle.join(' → ')}.`);
      } else if (!(await this.#exists(other))) text.problem(node, `There is no file ${relativePath(folder, other)}.`);
      else {
        const base = await this.load(other, here);
        layers.push(...base.layers);
        ignore.push(...base.ignore);
      }
    }
    const settingsOf = (settings: readonly CheckedSetting[]): Layer['settings'] =>
      settings.map(({ rule, severity, options, place }) => ({
        ...{ rule, options, from: { path, ...place } },
        ...(severity !== undefined && { severity }),
      }));
    if (checked.ignore.length > 0) ignore.push({ folder, patterns: checked.ignore });
    layers.push({ files: undefined, settings: settingsOf(checked.rules) });
    if (chain.length === 0) tellOfIdle(text, checked.rules, layers);
    for (const { files, rules } of checked.overrides) {
      layers.push({ files: { folder, patterns: files }, settings: settingsOf(rules) });
    }
    this.problems.push(...text.problems.slice(before));
    const loaded = { layers, ignore };
    this.#loaded.set(path, loaded);
    return loaded;
  }

  async #exists(path: string): Promise<boolean> {
    await this.#check(path);
    return !this.#missing.has(path);
  }

  async #check(path: string): Promise<{ text: ConfigText; checked: CheckedConfig } | undefined> {
    if (this.#texts.has(path)) return this.#texts.get(path);
    let found: { text: ConfigText; checked: CheckedConfig } | undefined;
    const isFirst = this.sources.size === 0;
    this.sources.add(path);
    try {
      const raw = await this.#read(path);
      if (raw !== undefined) {
        const text = new ConfigText(path, raw);
        found = { text, checked: checkConfig(text) };
        this.problems.push(...text.problems);
      } else if (isFirst) this.#unreadable(path, 'there is no such file');
      else this.#missing.add(path);
    } catch (error) {
      this.#unreadable(path, error instanceof Error ? error.message : String(error));
    }
    this.#texts.set(path, found);
    return found;
  }

  #unreadable(path: string, why: string): void {
    const message = `${nameIn(path)} cannot be read: ${why}.`;
    this.problems.push({ path, line: 1, column: 1, offset: 0, length: 0, message });
  }
}
