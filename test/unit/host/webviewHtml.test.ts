import { describe, expect, it } from 'vitest';
import { webviewHtml } from '../../../src/host/webviewHtml.ts';

const parts = {
  cspSource: 'https://*.webview.example',
  nonce: 'bm9uY2U=',
  script: 'const a = "</script><b>"; const b = 1 <!--2;',
  style: 'body::after { content: "</style>"; }',
  kind: 'editor' as const,
  data: {
    worklet: 'https://w.example/engine.worklet.js?a=1&b="2"',
    stretch: 'https://w.example/stretch.wasm',
    'latency-hint': 'balanced',
    recalled: '{"state":null,"note":"<&>"}',
    'resolved-at': 1234,
  },
};

describe('webviewHtml', () => {
  const html = webviewHtml(parts);

  it('allows only what the page needs', () => {
    const csp = /content="([^"]*)"/.exec(html)?.[1]?.replaceAll('&#39;', "'");
    expect(csp).toContain("default-src 'none'");
    expect(csp).toContain(`script-src 'nonce-bm9uY2U=' ${parts.cspSource} 'wasm-unsafe-eval';`);
    expect(csp).toContain(`style-src 'nonce-bm9uY2U=' ${parts.cspSource};`);
    expect(csp).not.toMatch(/unsafe-inline|'unsafe-eval'|\*;/);
  });

  it('has one script and one style, both with the nonce, and nothing in attributes', () => {
    expect([...html.matchAll(/<(script|style)\b[^>]*>/g)].map(([tag]) => tag)).toEqual([
      '<style nonce="bm9uY2U=">',
      '<script nonce="bm9uY2U=">',
    ]);
    expect(html).not.toMatch(/\sstyle=|\son\w+=|javascript:/);
  });

  it('does not end its script or style early', () => {
    expect(html.match(/<\/script>/g)).toHaveLength(1);
    expect(html.match(/<\/style>/g)).toHaveLength(1);
    expect(html).not.toContain('<!--');
  });

  it('escapes what it is given', () => {
    expect(html).toContain('data-worklet="https://w.example/engine.worklet.js?a=1&#38;b=&#34;2&#34;"');
    expect(html).toContain('data-recalled="{&#34;state&#34;:null,&#34;note&#34;:&#34;&#60;&#38;&#62;&#34;}"');
  });
});
