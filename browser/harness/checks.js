// What every page must pass: accessible in light and dark, usable at 360 px, no request to another host.
import { mkdir } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const shots = fileURLToPath(new URL('../shots/', import.meta.url));

/** What axe-core finds on the page as it stands, as text; empty if nothing. */
export async function violations(page) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  const found = await page.evaluate(async () => {
    const result = await window.axe.run(document, { resultTypes: ['violations'] });
    return result.violations.map((rule) => ({
      rule: rule.id,
      help: rule.help,
      nodes: rule.nodes.map((node) => `${node.target.join(' ')}: ${node.failureSummary}\n      ${node.html.slice(0, 300)}`),
    }));
  });
  return found.map((rule) => `  ${rule.rule}: ${rule.help}\n    ${rule.nodes.join('\n    ')}`).join('\n');
}

/** What makes the page wider than its window, as text; empty if nothing. */
export async function overflow(page) {
  const [wide, window, culprits] = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const scrolls = (element) => {
      for (let parent = element.parentElement; parent && parent !== document.body; parent = parent.parentElement) {
        if (getComputedStyle(parent).overflowX !== 'visible') return true;
      }
      return false;
    };
    const wider = [...document.body.querySelectorAll('*')].filter((element) => element.getBoundingClientRect().right > width + 1 && !scrolls(element));
    return [document.documentElement.scrollWidth, width, wider.slice(0, 5).map((element) => element.outerHTML.slice(0, 160))];
  });
  return wide > window ? `  ${wide} px wide in a window of ${window} px:\n    ${culprits.join('\n    ')}` : '';
}

/** A picture for people to look at, in browser/shots. */
export async function picture(page, name) {
  await mkdir(shots, { recursive: true });
  await page.screenshot({ path: `${shots}${name}.png`, fullPage: true });
}

/**
 * The whole round for the page as it stands: light, dark and 360 px, each pictured, accessible and no wider than its window.
 * What is wrong fails the test at its end, so that one run shows all of it.
 */
export async function goodPage(page, name) {
  const wide = page.viewportSize();
  const look = async (face) => {
    await picture(page, `${name}-${face}`);
    for (const trouble of [await violations(page), await overflow(page)]) {
      if (trouble) page.person.troubles.push(`${name}, ${face}, at ${page.url()}:\n${trouble}`);
    }
  };
  for (const scheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await look(scheme);
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 360, height: 740 });
  await look('360');
  await page.setViewportSize(wide);
}
