import { describe, expect, it } from 'vitest';
import { looseText } from '../../../src/core/metadata/text.ts';

describe('text of unknown encoding', () => {
  it('is UTF-8 where it can be, else Windows-1252 with its own characters', () => {
    expect(looseText(new TextEncoder().encode('Größe €'))).toBe('Größe €');
    expect(looseText(Uint8Array.of(0x80, 0x20, 0x93, 0xe4, 0x94))).toBe('€ “ä”');
  });

  it('ends at a zero', () => {
    expect(looseText(Uint8Array.of(0x61, 0, 0x62))).toBe('a');
  });
});
