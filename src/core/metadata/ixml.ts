import type { Tag } from './findings.ts';

/** Elements of iXML that a user looks for (iXML specification 3.01), by their path's last name. */
const known: Readonly<Record<string, string>> = {
  PROJECT: 'Project',
  SCENE: 'Scene',
  TAKE: 'Take',
  TAPE: 'Tape',
  NOTE: 'Note',
  CIRCLED: 'Circled',
  WILD_TRACK: 'Wild track',
  TAKE_TYPE: 'Take type',
  FILE_UID: 'File UID',
  UBITS: 'User bits',
  FAMILY_UID: 'Family UID',
  TOTAL_FILES: 'Files of the family',
  MASTER_SPEED: 'Master speed',
  CURRENT_SPEED: 'Current speed',
  TIMECODE_RATE: 'Time code rate',
  TIMECODE_FLAG: 'Time code flag',
  ORIGINAL_FILENAME: 'Original file name',
};
const MAX_TRACKS = 64;

export function ixmlTags(xml: string): Tag[] {
  const tags: Tag[] = [];
  for (const [element, name] of Object.entries(known)) {
    const value = first(xml, element);
    if (value) tags.push({ name, value });
  }
  const tracks = xml.match(/<TRACK>[\s\S]{0,4000}?<\/TRACK>/g) ?? [];
  tracks.slice(0, MAX_TRACKS).forEach((track, index) => {
    const words = [first(track, 'NAME'), first(track, 'FUNCTION')].filter(Boolean).join(', ');
    if (words) tags.push({ name: `Track ${first(track, 'CHANNEL_INDEX') || index + 1}`, value: words });
  });
  return tags;
}

function first(xml: string, element: string): string {
  const found = new RegExp(`<${element}>([^<]{0,4000})</${element}>`).exec(xml);
  return unescape(found?.[1] ?? '').trim();
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescape(text: string): string {
  return text.replace(/&(#x?[0-9a-f]+|\w+);/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return entities[name] ?? whole;
    const value = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10);
    return value > 0 && value <= 0x10ffff ? String.fromCodePoint(value) : whole;
  });
}
