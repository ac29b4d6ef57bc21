/** WebVTT cue payloads (section 4.2.2): a voice span around the whole is the speaker, and entities stand for characters. */
export interface CueText {
  text: string;
  speaker?: string;
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  nbsp: '\u00a0',
  lrm: '\u200e',
  rlm: '\u200f',
};
// Only voices and languages have an annotation.
const markup =
  /<\/?(?:c|i|b|u|v|lang|ruby|rt)(?:\.[^\s<>.&]+)*>|<(?:v|lang)(?:\.[^\s<>.&]+)*[ \t][^<>\n]*>|<(?:\d+:)?\d\d:\d\d\.\d{3}>/g;

export function readCueText(payload: string): CueText {
  const voice = /^<v[ \t]+([^<>\n]+)>/.exec(payload);
  if (!voice || payload.indexOf('<v', 1) >= 0) return { text: unescape(payload) };
  const body = payload.slice(voice[0].length).replace(/<\/v>$/, '');
  return { text: unescape(body), speaker: unescape(voice[1]!.trim()) };
}

/** Markup in the text stays markup. */
export function writeCueText({ text, speaker }: CueText): string {
  let [written, at] = ['', 0];
  for (const tag of text.matchAll(markup)) {
    written += escape(text.slice(at, tag.index)) + tag[0];
    at = tag.index + tag[0].length;
  }
  written += escape(text.slice(at));
  const name = speaker?.replace(/\s+/g, ' ').trim();
  return name ? `<v ${escape(name).replaceAll('>', '&gt;')}>${written}` : written;
}

const escape = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
const unescape = (text: string): string =>
  text.replace(/&(amp|lt|gt|nbsp|lrm|rlm);/g, (_, name: string) => entities[name]!);
