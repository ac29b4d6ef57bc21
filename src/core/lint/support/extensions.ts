/** Extensions that are usual for a container, by its name in the report without what stands in brackets. */
const byContainer: Readonly<Record<string, readonly string[]>> = {
  WAV: ['wav', 'wave', 'bwf', 'rf64'],
  Wave64: ['w64'],
  AIFF: ['aiff', 'aif'],
  'AIFF-C': ['aiff', 'aif', 'aifc'],
  CAF: ['caf', 'caff'],
  AU: ['au', 'snd'],
  'NIST SPHERE': ['sph', 'nist'],
  FLAC: ['flac'],
  Ogg: ['ogg', 'oga', 'opus', 'spx', 'ogv', 'ogx'],
  MP1: ['mp1', 'mpga'],
  MP2: ['mp2', 'mpga'],
  MP3: ['mp3', 'mpga'],
  AAC: ['aac', 'adts'],
  M4A: ['m4a', 'm4b', 'm4r', 'mp4', 'm4v'],
  MP4: ['mp4', 'm4a', 'm4b', 'm4r', 'm4v'],
  QuickTime: ['mov', 'qt'],
  Matroska: ['mka', 'mkv'],
  WebM: ['webm', 'weba'],
  WavPack: ['wv'],
  TTA: ['tta'],
  QOA: ['qoa'],
  Musepack: ['mpc', 'mp+', 'mpp'],
  ASF: ['wma', 'asf', 'wmv'],
  AMR: ['amr', 'awb', '3ga'],
  'AC-3': ['ac3'],
  'E-AC-3': ['eac3', 'ec3'],
  DTS: ['dts', 'dtshd'],
  DSF: ['dsf'],
  DSDIFF: ['dff'],
};

/** None: any will do. */
export const extensionsOf = (container: string): readonly string[] =>
  byContainer[container.replace(/ \([^()]*\)$/, '')] ?? [];
