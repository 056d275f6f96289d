// What every page must pass: accessible in light and dark, usable at 360 px, no request to another host.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const shots = fileURLToPath(new URL('../shots/', import.meta.url));

/** Fails with every violation that axe-core finds on the page as it stands. */
export async function accessible(page, what) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  const violations = await page.evaluate(async () => {
    const result = await window.axe.run(document, { resultTypes: ['violations'] });
    return result.violations.map((rule) => ({
      rule: rule.id,
      help: rule.help,
      nodes: rule.nodes.map((node) => `${node.target.join(' ')}: ${node.failureSummary}\n      ${node.html.slice(0, 300)}`),
    }));
  });
  const text = violations.map((rule) => `  ${rule.rule}: ${rule.help}\n    ${rule.nodes.join('\n    ')}`).join('\n');
  assert.equal(violations.length, 0, `${what} at ${page.url()}:\n${text}`);
}

/** Fails if anything makes the page wider than the window. */
export async function fitsItsWidth(page, what) {
  const [wide, window, culprits] = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const scrolls = (element) => {
      for (let parent = element.parentElement; parent && parent !== document.body; parent = parent.parentElement) {
        const overflow = getComputedStyle(parent).overflowX;
        if (overflow !== 'visible') return true;
      }
      return false;
    };
    const wider = [...document.body.querySelectorAll('*')].filter((element) => element.getBoundingClientRect().right > width + 1 && !scrolls(element));
    return [document.documentElement.scrollWidth, width, wider.slice(0, 5).map((element) => element.outerHTML.slice(0, 160))];
  });
  assert.ok(wide <= window, `${what} at ${page.url()} is ${wide} px wide in a window of ${window} px:\n${culprits.join('\n')}`);
}

/** A picture for people to look at, in browser/shots. */
export async function picture(page, name) {
  await mkdir(shots, { recursive: true });
  await page.screenshot({ path: `${shots}${name}.png`, fullPage: true });
}

/** The whole round for the page as it stands: light, dark and 360 px, each accessible, fitting and pictured. */
export async function goodPage(page, name) {
  const wide = page.viewportSize();
  for (const scheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await picture(page, `${name}-${scheme}`);
    await accessible(page, `${name}, ${scheme}`);
    await fitsItsWidth(page, `${name}, ${scheme}`);
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 360, height: 740 });
  await picture(page, `${name}-360`);
  await accessible(page, `${name}, 360 px`);
  await fitsItsWidth(page, `${name}, 360 px`);
  await page.setViewportSize(wide);
}
