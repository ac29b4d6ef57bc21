import { applyEdits, parse, type ParseError } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { resolveFile } from '../../../../src/core/lint/config/resolve.ts';
import { filePattern, folderPattern, NEW_CONFIG, setOverride } from '../../../../src/host/lint/configEdits.ts';

const edited = (text: string, pattern: string, rule: string, severity: 'off' | 'error' | 'info' | 'warning'): string =>
  applyEdits(text, setOverride(text, pattern, rule, severity));

/** Severity of a rule for a file, as the configuration is understood; undefined: not asked for. */
async function severityOf(text: string, file: string, rule: string): Promise<string | undefined> {
  const config = await resolveFile('/w/.earshot.json', { read: () => Promise.resolve(text) });
  expect(config.problems).toEqual([]);
  return config.rulesFor(`/w/${file}`).find((active) => active.rule.id === rule)?.severity;
}

const commented = `{
\t// What we deliver.
\t"rules": { "clipping": "error" }, /* all of it */
\t"overrides": [
\t\t{ "files": "a/take.wav", "rules": { "loudness": { "targetLufs": -23 } } }, // live
\t],
}
`;

describe('an override', () => {
  it('is added behind the others, and comments and layout stay', async () => {
    const text = edited(commented, filePattern('a/take [1].wav'), 'clipping', 'off');
    for (const line of commented.split('\n').slice(0, 5)) expect(text).toContain(line);
    expect(text).not.toMatch(/^ +"/m);
    expect(await severityOf(text, 'a/take [1].wav', 'clipping')).toBeUndefined();
    expect(await severityOf(text, 'a/take 1.wav', 'clipping')).toBe('error');
  });

  it('joins one of the same pattern, with the options it has', async () => {
    const text = edited(commented, filePattern('a/take.wav'), 'clipping', 'info');
    expect((parse(text) as { overrides: unknown[] }).overrides).toHaveLength(1);
    expect(await severityOf(text, 'a/take.wav', 'clipping')).toBe('info');
    const louder = edited(text, filePattern('a/take.wav'), 'loudness', 'warning');
    expect((parse(louder) as { overrides: { rules: object }[] }).overrides[0]!.rules).toEqual({
      loudness: { targetLufs: -23, severity: 'warning' },
      clipping: 'info',
    });
  });

  it('comes last where a later one speaks of the rule too', async () => {
    const later = commented.replace('],', '  { "files": "a", "rules": { "clipping": "warning" } } ],');
    const text = edited(later, filePattern('a/take.wav'), 'clipping', 'off');
    expect((parse(text) as { overrides: unknown[] }).overrides).toHaveLength(3);
    expect(await severityOf(text, 'a/take.wav', 'clipping')).toBeUndefined();
    expect(await severityOf(text, 'a/other.wav', 'clipping')).toBe('warning');
  });

  it('is the first of a file that is made for it, and of one that is empty but for braces', async () => {
    for (const text of [NEW_CONFIG, '{}']) {
      const made = edited(text, folderPattern('takes/x.wav'), 'clipping', 'warning');
      expect(await severityOf(made, 'takes/deep/y.wav', 'clipping')).toBe('warning');
    }
    expect(await severityOf(edited(NEW_CONFIG, filePattern('x.wav'), 'clipping', 'off'), 'y.wav', 'clipping')).toBe(
      'error',
    );
  });

  it('keeps the ends of lines', () => {
    const text = edited(commented.replaceAll('\n', '\r\n'), filePattern('x.wav'), 'clipping', 'off');
    expect(text.replaceAll('\r\n', '')).not.toContain('\n');
  });

  it.each([
    ['a syntax error', '{\n  "rules": {\n}', /error in line 3/],
    ['no object', '[]', /not an object/],
    ['overrides that are no list', '{ "overrides": {} }', /not a list/],
  ])('is refused for %s', (_what, text, why) => {
    expect(() => setOverride(text, 'x.wav', 'clipping', 'off')).toThrow(why);
  });
});

describe('patterns', () => {
  const config = '{ "rules": { "clipping": "error" } }';
  it.each(['take.wav', 'a/b/take.wav', '[draft] *take?.wav', '!not.wav', '!a/not.wav', 'a{b,c}.wav'])(
    'of the file %s fit it, and no file of the same name elsewhere',
    async (name) => {
      const text = edited(config, filePattern(name), 'clipping', 'off');
      const errors: ParseError[] = [];
      parse(text, errors, { allowTrailingComma: true });
      expect(errors).toEqual([]);
      expect(await severityOf(text, name, 'clipping')).toBeUndefined();
      expect(await severityOf(text, `other/${name}`, 'clipping')).toBe('error');
      expect(await severityOf(text, name.replace('.wav', '2.wav'), 'clipping')).toBe('error');
    },
  );

  it('of a folder fit all beneath it, at any depth, and of the top all there is', async () => {
    const text = edited(config, folderPattern('a [x]/take.wav'), 'clipping', 'off');
    expect(await severityOf(text, 'a [x]/deep/er/take.wav', 'clipping')).toBeUndefined();
    expect(await severityOf(text, 'b/a [x]/take.wav', 'clipping')).toBe('error');
    const all = edited(config, folderPattern('take.wav'), 'clipping', 'off');
    expect(await severityOf(all, 'b/take.wav', 'clipping')).toBeUndefined();
  });
});
