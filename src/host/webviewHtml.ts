/** What a page needs to start. */
export interface PageParts {
  /** Which of the pages it is; data-kind of its body. */
  kind: 'editor' | 'library' | 'audition';
  cspSource: string;
  /** Random, for this page alone: only the script and style that carry it are run. */
  nonce: string;
  script: string;
  style: string;
  /** The other data attributes of its body. */
  data: Readonly<Record<string, string | number>>;
}

/** Data of a page with sound. URIs as the webview sees them. */
export interface SoundData extends Record<string, string> {
  /** URI of the worklet's script. */
  worklet: string;
  /** URI of the time-stretcher's machine code. */
  stretch: string;
  /** latencyHint of the AudioContext. */
  'latency-hint': string;
}

const escape = (text: string): string => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

/** The texts end with their element, so an end tag inside them must not look like one. */
const inScript = (text: string): string => text.replace(/<\/(script)/gi, '<\\/$1').replace(/<!--/g, '<\\!--');
const inStyle = (text: string): string => text.replace(/<\/(style)/gi, '<\\/$1');

/**
 * A worklet obeys script-src and cannot carry a nonce, so the extension's own files are allowed there too; workers start
 * from blobs, and WebAssembly (of the time-stretcher) needs 'wasm-unsafe-eval'. No style attributes, no handlers.
 */
export function webviewHtml(parts: PageParts): string {
  const source = parts.cspSource;
  const csp = [
    `default-src 'none'`,
    `script-src 'nonce-${parts.nonce}' ${source} 'wasm-unsafe-eval'`,
    `worker-src blob:`,
    `connect-src ${source}`,
    `style-src 'nonce-${parts.nonce}' ${source}`,
    `img-src ${source} blob: data:`,
    `font-src ${source}`,
  ].join('; ');
  const data = { kind: parts.kind, ...parts.data };
  const attributes = Object.entries(data).map(([name, value]) => `data-${name}="${escape(String(value))}"`);
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escape(csp)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<style nonce="${parts.nonce}">${inStyle(parts.style)}</style>
<title>Earshot</title>
</head>
<body ${attributes.join(' ')}>
<div id="app"></div>
<script nonce="${parts.nonce}">${inScript(parts.script)}</script>
</body>
</html>
`;
}
