import { describe, expect, it } from 'vitest';
import { webviewHtml } from '../../../src/host/webviewHtml.ts';

const parts = {
  cspSource: 'https://*.webview.example',
  script: 'https://w.example/editor.js',
  style: 'https://w.example/editor.css',
  worklet: 'https://w.example/engine.worklet.js?a=1&b="2"',
  latencyHint: 'balanced',
  resolvedAt: 1234,
};

describe('webviewHtml', () => {
  const html = webviewHtml(parts);

  it('allows only what the page needs', () => {
    const csp = /content="([^"]*)"/.exec(html)?.[1]?.replaceAll('&#39;', "'");
    expect(csp).toContain("default-src 'none'");
    expect(csp).toContain(`script-src ${parts.cspSource} 'wasm-unsafe-eval';`);
    expect(csp).not.toMatch(/unsafe-inline|'unsafe-eval'|\*;/);
  });

  it('has no inline script, style or handler', () => {
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:/);
    expect(html).toMatch(/<script src="[^"]+"><\/script>/);
  });

  it('escapes what it is given', () => {
    expect(html).toContain('data-worklet="https://w.example/engine.worklet.js?a=1&#38;b=&#34;2&#34;"');
  });
});
