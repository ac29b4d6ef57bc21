import { randomBytes } from 'node:crypto';
import type * as vscode from 'vscode';
import { t } from '../../core/util/l10n.ts';
import { Scope } from '../../core/util/scope.ts';
import { PageAssetCache } from '../pageAssets.ts';
import { webviewHtml } from '../webviewHtml.ts';
import { webviewPort } from '../webviewPort.ts';
import { type FeedParts, PageFeed } from './feed.ts';

interface Parts extends Omit<FeedParts, 'mode' | 'title' | 'view' | 'shows'> {
  /** dist/webview. */
  readonly dist: vscode.Uri;
  /** Of the workspace. */
  readonly memory: vscode.Memento;
}

const VIEW_KEY = 'earshot.list.view';
/** The title counts while files are found, ms. */
const TITLE_EVERY_MS = 250;

/** The view "Audio" of the side bar: a page on the library. */
export class ListView implements vscode.Disposable {
  readonly #parts: Parts;
  readonly #assets: PageAssetCache;
  #shown: { view: vscode.WebviewView; feed: PageFeed; scope: Scope } | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.#assets = new PageAssetCache(parts.dist.fsPath, 'library');
  }

  /** undefined: the view was not shown yet, or is closed. */
  get feed(): PageFeed | undefined {
    return this.#shown?.feed;
  }

  get visible(): boolean {
    return this.#shown?.view.visible ?? false;
  }

  async resolve(view: vscode.WebviewView): Promise<void> {
    this.#shown?.scope.dispose();
    const { library, dist, memory } = this.#parts;
    const scope = new Scope();
    const parts: FeedParts = {
      ...this.#parts,
      ...{ mode: 'list', title: view.title ?? t('Audio') },
      view: {
        read: () => memory.get<string>(VIEW_KEY) ?? null,
        write: (text) => void memory.update(VIEW_KEY, text),
      },
    };
    const feed = scope.add(new PageFeed(webviewPort(view.webview), parts, view.visible));
    const shown = { view, feed, scope };
    this.#shown = shown;
    scope.add(view.onDidChangeVisibility(() => feed.setVisible(view.visible)));
    this.#countIn(view, scope);
    scope.defer(() => {
      if (this.#shown === shown) this.#shown = undefined;
    });
    view.onDidDispose(() => scope.dispose());
    // Files are looked for while the page loads.
    library.start();
    const assets = await this.#assets.load();
    if (scope.disposed) return;
    view.webview.options = { enableScripts: true, localResourceRoots: [dist] };
    view.webview.html = webviewHtml({
      ...assets,
      kind: 'library',
      cspSource: view.webview.cspSource,
      nonce: randomBytes(16).toString('base64'),
      data: { mode: 'list' },
    });
  }

  dispose(): void {
    this.#shown?.scope.dispose();
  }

  /** Beside the title: how many files there are. */
  #countIn(view: vscode.WebviewView, scope: Scope): void {
    const { library } = this.#parts;
    let timer: NodeJS.Timeout | undefined;
    const tell = (): void => {
      timer = undefined;
      const { size } = library;
      const text = size === 1 ? t('1 file') : t('{0} files', size.toLocaleString('en'));
      view.description = size === 0 ? '' : text;
    };
    const later = (): void => void (timer ??= setTimeout(tell, TITLE_EVERY_MS));
    scope.add(library.onDidChange(later));
    scope.defer(() => clearTimeout(timer));
    tell();
  }
}
