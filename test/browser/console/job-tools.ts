import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

/*
 * What the tests look at inside of the page. It is passed as text: tests are compiled without the browser's types.
 */

/** The colour of the grid's canvas. @param share 0 to 1 of the width @param y pixels from the top */
export function pixelAt(page: Page, share: number, y: number): Promise<number[]> {
  return page.evaluate(`(() => {
    const canvas = document.querySelector('.chunk-grid canvas');
    const ratio = canvas.width / canvas.clientWidth;
    const x = Math.floor(canvas.width * ${share});
    return [...canvas.getContext('2d').getImageData(x, Math.floor(${y} * ratio), 1, 1).data];
  })()`);
}

/** Scrolls something along for a while, from one end to the other. @returns milliseconds from each frame of the screen to the next */
export function frameTimes(page: Page, selector: string, ms: number): Promise<number[]> {
  return page.evaluate(`new Promise((resolve) => {
    const element = document.querySelector('${selector}');
    const [times, start] = [[], performance.now()];
    let before = start;
    const next = (now) => {
      times.push(now - before);
      before = now;
      const share = (now - start) / ${ms};
      element.scrollTo((element.scrollWidth - element.clientWidth) * share, (element.scrollHeight - element.clientHeight) * share);
      if (now - start < ${ms}) requestAnimationFrame(next);
      else resolve(times.slice(1));
    };
    requestAnimationFrame(next);
  })`);
}

/** The code in the picture of a video of the page, as \`readCode\` reads it; \`null\` for none. @param index of the video */
export async function brightness(page: Page, index: number): Promise<(x: number, y: number) => number> {
  const [width, height] = [192, 54];
  const data = await page.evaluate<number[]>(`(() => {
    const video = document.querySelectorAll('video')[${index}];
    const canvas = new OffscreenCanvas(${width}, ${height});
    const context = canvas.getContext('2d');
    context.drawImage(video, 0, 0, ${width}, ${height});
    return [...context.getImageData(0, 0, ${width}, ${height}).data].filter((_, i) => i % 4 === 1);
  })()`);
  return (x, y) => data[Math.floor(y * height) * width + Math.floor(x * width)] ?? 0;
}

/** Serious findings of axe. */
export async function seriousFindings(page: Page): Promise<string[]> {
  const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await page.evaluate(source);
  return page.evaluate(`axe.run().then(({ violations }) => violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html).join(' | ')))`);
}

/** Keeps a picture of the whole page where SCREENSHOTS says, for people to look at. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  const dir = process.env.SCREENSHOTS;
  if (dir === undefined) return;
  // What sticks to the top of the window would be in the middle of the picture.
  await page.evaluate('scrollTo(0, 0)');
  await page.screenshot({ path: join(dir, `${name}.png`), fullPage: true });
}
