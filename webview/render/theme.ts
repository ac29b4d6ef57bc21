import type { Disposable } from '../../src/core/util/scope.ts';
import type { Colour } from '../../src/core/picture/renderer.ts';
import type { Theme } from '../../src/core/picture/theme.ts';

/** The mixes themselves stand in ui/base.css. */
const variables = {
  editor: '--vscode-editor-background',
  foreground: '--vscode-foreground',
  lane: '--es-lane',
  wavePeak: '--es-wave-peak',
  waveMid: '--es-wave-mid',
  waveRms: '--es-wave-rms',
  grid: '--es-grid',
  gridStrong: '--es-grid-strong',
  hatch: '--es-hatch',
  panel: '--es-panel',
  cover: '--es-cover',
  ink: '--es-ink',
  quiet: '--es-quiet',
  defect: '--es-defect',
  defectLine: '--es-defect-line',
  border: '--vscode-panel-border',
} as const;

/** The computed colours of this moment. */
export function readTheme(): Theme {
  const probe = document.createElement('span');
  probe.hidden = true;
  document.body.append(probe);
  const style = getComputedStyle(probe);
  const colour = (variable: string): Colour => {
    probe.style.color = `var(${variable})`;
    return style.color;
  };
  const colours = Object.fromEntries(Object.entries(variables).map(([name, variable]) => [name, colour(variable)]));
  const fontFamily = style.fontFamily;
  probe.remove();
  return { ...(colours as Record<keyof typeof variables, Colour>), fontFamily };
}

/** VS Code changes a theme by the class of <body> and the variables on <html>. */
export function watchTheme(onChange: () => void): Disposable {
  const observer = new MutationObserver(onChange);
  const options = { attributes: true, attributeFilter: ['class', 'style', 'data-vscode-theme-id'] };
  observer.observe(document.documentElement, options);
  observer.observe(document.body, options);
  return { dispose: () => observer.disconnect() };
}
