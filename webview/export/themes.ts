import { fixedThemes, type PictureTheme, type PictureThemeName } from '../../src/core/picture/page/themes.ts';
import type { Colour } from '../../src/core/picture/renderer.ts';
import { readTheme } from '../render/theme.ts';

export function pictureTheme(name: PictureThemeName): PictureTheme {
  if (name === 'screen') return screenTheme();
  return fixedThemes[name];
}

function screenTheme(): PictureTheme {
  const probe = document.createElement('span');
  probe.hidden = true;
  document.body.append(probe);
  const colour = (variable: string): Colour => {
    probe.style.color = `var(${variable})`;
    return getComputedStyle(probe).color;
  };
  const more = { selection: colour('--es-selection'), cursor: colour('--es-cursor'), halo: colour('--es-halo') };
  probe.remove();
  return { ...readTheme(), ...more };
}
