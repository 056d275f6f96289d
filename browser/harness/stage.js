// What a journey stands on: the program and a browser, made before its tests and removed after them.
import { after, afterEach, before } from 'node:test';
import { openBrowser } from './browser.js';
import { PASSWORD, Program } from './program.js';

export { PASSWORD };

/**
 * Call once at the top of a journey. `prepare(program)` runs before the program serves, for users made on the command line.
 * Gives an object whose `program` and `browser` are set when the tests run.
 */
export function stage(prepare = async () => {}) {
  const stage = {};
  before(async () => {
    stage.program = await Program.make();
    await prepare(stage.program);
    await stage.program.serve();
    stage.browser = await openBrowser();
  });
  afterEach(() => stage.browser?.finish());
  after(async () => {
    await stage.browser?.close();
    await stage.program?.remove();
  });
  return stage;
}

/** A tab of somebody who has logged in. */
export async function loggedIn(stage, email, options = {}) {
  const person = await stage.browser.person(options);
  const page = await person.tab();
  await page.goto(`${stage.program.url}/login`);
  await page.fill('input[name=email]', email);
  await page.fill('input[name=password]', PASSWORD);
  await Promise.all([page.waitForURL((url) => !url.pathname.startsWith('/login')), page.click('form[action="/login"] button.btn-primary')]);
  return page;
}
