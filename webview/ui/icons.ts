import add from '@vscode/codicons/src/icons/add.svg';
import arrowBoth from '@vscode/codicons/src/icons/arrow-both.svg';
import binary from '@vscode/codicons/src/icons/file-binary.svg';
import circleSlash from '@vscode/codicons/src/icons/circle-slash.svg';
import chevronDown from '@vscode/codicons/src/icons/chevron-down.svg';
import chevronRight from '@vscode/codicons/src/icons/chevron-right.svg';
import chevronUp from '@vscode/codicons/src/icons/chevron-up.svg';
import close from '@vscode/codicons/src/icons/close.svg';
import copy from '@vscode/codicons/src/icons/copy.svg';
import pause from '@vscode/codicons/src/icons/debug-pause.svg';
import play from '@vscode/codicons/src/icons/play.svg';
import stop from '@vscode/codicons/src/icons/debug-stop.svg';
import ellipsis from '@vscode/codicons/src/icons/ellipsis.svg';
import error from '@vscode/codicons/src/icons/error.svg';
import exportFile from '@vscode/codicons/src/icons/export.svg';
import folderOpened from '@vscode/codicons/src/icons/folder-opened.svg';
import info from '@vscode/codicons/src/icons/info.svg';
import link from '@vscode/codicons/src/icons/link.svg';
import log from '@vscode/codicons/src/icons/output.svg';
import magnet from '@vscode/codicons/src/icons/magnet.svg';
import note from '@vscode/codicons/src/icons/note.svg';
import mute from '@vscode/codicons/src/icons/mute.svg';
import saveAs from '@vscode/codicons/src/icons/save-as.svg';
import trash from '@vscode/codicons/src/icons/trash.svg';
import pass from '@vscode/codicons/src/icons/pass.svg';
import question from '@vscode/codicons/src/icons/question.svg';
import reset from '@vscode/codicons/src/icons/discard.svg';
import unmute from '@vscode/codicons/src/icons/unmute.svg';
import warning from '@vscode/codicons/src/icons/warning.svg';
import zoomIn from '@vscode/codicons/src/icons/zoom-in.svg';
import zoomOut from '@vscode/codicons/src/icons/zoom-out.svg';
import filter from '@vscode/codicons/src/icons/filter.svg';
import listFlat from '@vscode/codicons/src/icons/list-flat.svg';
import listTree from '@vscode/codicons/src/icons/list-tree.svg';
import followCentre from './followCentre.svg';
import followOff from './followOff.svg';
import followPage from './followPage.svg';
import loop from './loop.svg';
import loudness from './loudness.svg';
import playSelection from './playSelection.svg';
import spectrogram from './spectrogram.svg';
import toStart from './toStart.svg';
import waveform from './waveform.svg';

export const icons = {
  add,
  arrowBoth,
  binary,
  chevronDown,
  chevronRight,
  chevronUp,
  circleSlash,
  close,
  copy,
  ellipsis,
  error,
  exportFile,
  folderOpened,
  filter,
  followCentre,
  followOff,
  followPage,
  info,
  link,
  listFlat,
  listTree,
  log,
  loop,
  loudness,
  magnet,
  mute,
  note,
  pass,
  pause,
  play,
  playSelection,
  question,
  reset,
  saveAs,
  spectrogram,
  stop,
  toStart,
  trash,
  unmute,
  warning,
  waveform,
  zoomIn,
  zoomOut,
} as const;
