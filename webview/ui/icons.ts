import arrowBoth from '@vscode/codicons/src/icons/arrow-both.svg';
import binary from '@vscode/codicons/src/icons/file-binary.svg';
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
import info from '@vscode/codicons/src/icons/info.svg';
import mute from '@vscode/codicons/src/icons/mute.svg';
import unmute from '@vscode/codicons/src/icons/unmute.svg';
import warning from '@vscode/codicons/src/icons/warning.svg';
import zoomIn from '@vscode/codicons/src/icons/zoom-in.svg';
import zoomOut from '@vscode/codicons/src/icons/zoom-out.svg';
import toStart from './toStart.svg';

export const icons = {
  arrowBoth,
  binary,
  chevronDown,
  chevronRight,
  chevronUp,
  close,
  copy,
  ellipsis,
  error,
  info,
  mute,
  pause,
  play,
  stop,
  toStart,
  unmute,
  warning,
  zoomIn,
  zoomOut,
} as const;
