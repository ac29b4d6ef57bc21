import type { Page } from 'playwright-core';
import { launchChromium } from '../../support/chromium.ts';
import { serveEnginePages } from './server.ts';

export const ALLOWED = '--autoplay-policy=no-user-gesture-required';
const transports = ['port', 'ring'] as const;

/** The test page over one of the two transports. */
export interface Side {
  readonly transport: (typeof transports)[number];
  readonly page: Page;
}

type Test = (side: Side) => Promise<void>;

export interface BothSides {
  /** Plays a test over both at once, each on a new page; prepare() has the page before it loads. */
  run(test: Test, prepare?: (page: Page) => Promise<unknown>): Promise<void>;
  /** One after the other, where the time that something takes is what is tested. */
  inTurn(test: Test): Promise<void>;
  close(): Promise<void>;
}

/** A browser for each transport: sound takes its time, but little of the machine's, so both play side by side. */
export async function openBothSides(): Promise<BothSides> {
  const pages = await serveEnginePages();
  const browsers = await Promise.all(transports.map(() => launchChromium({ args: [ALLOWED] })));
  const one = async (index: number, test: Test, prepare?: (page: Page) => Promise<unknown>): Promise<void> => {
    const transport = transports[index]!;
    const page = await browsers[index]!.context.newPage();
    page.on('pageerror', (error) => console.error(error));
    try {
      await prepare?.(page);
      await page.goto(pages.url({ isolated: transport === 'ring' }));
      await test({ transport, page });
    } catch (error) {
      if (error instanceof Error) error.message = `over the ${transport}: ${error.message}`;
      throw error;
    } finally {
      await page.close();
    }
  };
  return {
    run: async (test, prepare) => {
      // The one that is still playing must not reach into the next test.
      const results = await Promise.allSettled([one(0, test, prepare), one(1, test, prepare)]);
      for (const result of results) if (result.status === 'rejected') throw result.reason;
    },
    inTurn: async (test) => {
      await one(0, test);
      await one(1, test);
    },
    close: async () => {
      await Promise.all(browsers.map((browser) => browser.close()));
      await pages.close();
    },
  };
}
