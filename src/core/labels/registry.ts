import { EarshotError } from '../protocol/errors.ts';
import { audacity } from './audacity.ts';
import { csv } from './csv.ts';
import { decodeText, encodeText } from './encoding.ts';
import type { LabelFormat, LabelTrack, Parsed, WriteOptions } from './label.ts';
import { rttm } from './rttm.ts';
import { srt } from './srt.ts';
import { textGrid } from './textGrid.ts';
import { quoted } from './warnings.ts';
import { webVtt } from './webVtt.ts';

/** In the order they are asked for a text whose name does not tell: the most particular first. */
export const labelFormats: readonly LabelFormat[] = [webVtt, textGrid, rttm, srt, audacity, csv];

const MAX_BYTES = 64 * 2 ** 20;

export interface ReadLabels extends Parsed {
  readonly format: LabelFormat;
}

/** By the extension where the text agrees, else by the text, else by the extension. That a file is .txt says nothing. */
export function formatOf(name: string, text: string): LabelFormat | undefined {
  const named = formatOfName(name);
  return named && named !== audacity && named.detect(text)
    ? named
    : (labelFormats.find((format) => format.detect(text)) ?? named);
}

export function formatOfName(name: string): LabelFormat | undefined {
  const extension = /\.([^./\\]+)$/.exec(name)?.[1]?.toLowerCase();
  return labelFormats.find(({ extensions }) => extension !== undefined && extensions.includes(extension));
}

export const formatById = (id: LabelFormat['id']): LabelFormat => labelFormats.find((format) => format.id === id)!;

/** A file of labels. Throws an EarshotError where there is nothing to show; an empty file is an empty track. */
export function readLabels(name: string, bytes: Uint8Array): ReadLabels {
  if (bytes.length > MAX_BYTES) {
    throw new EarshotError(
      'too-large',
      `${name} has ${bytes.length >> 20} MB: files of labels may have ${MAX_BYTES >> 20} MB.`,
    );
  }
  const decoded = decodeText(bytes);
  const newline = /\r\n?|\n/.exec(decoded.text)?.[0] as '\n' | '\r\n' | '\r' | undefined;
  const text = newline === '\n' && !decoded.text.includes('\r') ? decoded.text : decoded.text.replace(/\r\n?/g, '\n');
  const outer = { encoding: decoded.encoding, ...(newline ? { newline } : {}) };
  if (text.includes('\0')) throw new EarshotError('unknown-format', `${name} is not a text file.`);
  const format = formatOf(name, text);
  if (text.trim() === '') {
    const warnings = [...decoded.warnings, 'The file is empty.'];
    return { format: format ?? audacity, tracks: [{ name: '', labels: [] }], warnings, leftOut: 0, dialect: outer };
  }
  if (!format || (format === audacity && !format.detect(text))) {
    throw new EarshotError(
      'unknown-format',
      `${name} holds no labels that Earshot knows; it begins with ${quoted(text.slice(0, 200))}.`,
    );
  }
  const parsed = format.parse(text);
  if (parsed.leftOut > 0 && parsed.tracks.every(({ labels }) => labels.length === 0)) {
    throw new EarshotError('corrupt', `${name} cannot be read as ${format.name}. ${parsed.warnings.join(' ')}`);
  }
  const named = formatOfName(name);
  const odd =
    named && named !== audacity && named !== format
      ? [`The file holds ${format.name}, not ${named.name} as its name says.`]
      : [];
  const warnings = [...decoded.warnings, ...odd, ...parsed.warnings];
  return { ...parsed, format, warnings, dialect: { ...parsed.dialect, ...outer } };
}

/** The bytes of the file. `dialect`: of the same format, as it was read. */
export function writeLabels(
  format: LabelFormat,
  tracks: readonly LabelTrack[],
  options: WriteOptions = {},
): { bytes: Uint8Array<ArrayBuffer>; warnings: readonly string[] } {
  const { encoding = 'utf-8', newline = '\n' } = options.dialect ?? {};
  const { text, warnings } = format.serialise(tracks, options);
  const plain = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  return { bytes: encodeText(newline === '\n' ? plain : plain.replaceAll('\n', newline), encoding), warnings };
}
