// The first minutes of a new installation: the set-up link, the first log-in, what everybody sees of herself.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { goodPage } from '../harness/checks.js';
import { PASSWORD, loggedIn, stage } from '../harness/stage.js';

const here = stage();

test('the one-time link makes the first administrator, once', async () => {
  const link = here.program.setUpLink;
  assert.ok(link, `no set-up link was printed:\n${here.program.lines.join('\n')}`);
  const person = (await here.browser.person({ locale: 'nb-NO' })).expect(404, 409, 422);
  const page = await person.tab();
  await page.goto(link);
  assert.equal(await page.getAttribute('html', 'lang'), 'nb');
  await goodPage(page, 'setup');

  // A refused form keeps what was typed and marks the field.
  await page.fill('[name=account_name]', 'Ærlig Østre Åsen Elektro AS');
  await page.fill('[name=name]', 'Astrid Ødegård');
  await page.fill('[name=email]', 'astrid@elektro-nord.example');
  await page.fill('[name=password]', 'kort');
  await page.click('form[method=post] button.btn-primary');
  await page.waitForSelector('[name=password][aria-invalid=true]');
  assert.equal(await page.inputValue('[name=account_name]'), 'Ærlig Østre Åsen Elektro AS');
  await goodPage(page, 'setup-refused');

  await page.fill('[name=password]', PASSWORD);
  await page.click('form[method=post] button.btn-primary');
  await page.waitForURL((url) => !url.pathname.startsWith('/setup'));
  assert.match(await page.textContent('body'), /Ærlig Østre Åsen Elektro AS/);

  // The second time it opens nothing.
  const used = await page.goto(link);
  assert.equal(used.status(), 409);
  await goodPage(page, 'link-used');
  const missing = await page.goto(`${here.program.url}/no-such-page`);
  assert.equal(missing.status(), 404);
  await goodPage(page, 'not-found');
});

test('a wrong password is refused with a reason, the right one opens', async () => {
  const person = (await here.browser.person()).expect(422);
  const page = await person.tab();
  await page.goto(`${here.program.url}/profile`);
  await page.waitForURL(/\/login/);
  await goodPage(page, 'login');
  await page.fill('[name=email]', 'astrid@elektro-nord.example');
  await page.fill('[name=password]', 'feil passord');
  await page.click('form[action="/login"] button.btn-primary');
  await page.waitForSelector('[role=alert], [aria-invalid=true]');
  assert.equal(await page.inputValue('[name=email]'), 'astrid@elektro-nord.example');
  await page.fill('[name=password]', PASSWORD);
  await page.click('form[action="/login"] button.btn-primary');
  // To where she wanted to go.
  await page.waitForURL(/\/profile$/);
  await goodPage(page, 'profile');
});

test('logging out ends it in this browser, logging out everywhere in all', async () => {
  const [office, phone] = [await loggedIn(here, 'astrid@elektro-nord.example'), await loggedIn(here, 'astrid@elektro-nord.example')];
  for (const page of [office, phone]) {
    await page.goto(`${here.program.url}/profile`);
    assert.match(page.url(), /\/profile$/);
  }
  await office.click('.user-button');
  await office.click('button[name=everywhere]');
  await office.waitForURL(/\/login/);
  // The other browser notices by itself.
  await phone.waitForURL(/\/login/);
});

test('the interface speaks four languages, and remembers which', async () => {
  const page = await loggedIn(here, 'astrid@elektro-nord.example');
  for (const language of ['nb', 'sv', 'de', 'en']) {
    await page.goto(`${here.program.url}/profile`);
    await page.click('.user-button');
    await page.click(`button[name=language][value=${language}]`);
    await page.waitForSelector(`html[lang=${language}]`);
    await page.reload();
    assert.equal(await page.getAttribute('html', 'lang'), language);
    await goodPage(page, `profile-${language}`);
  }
});

test('dark stays dark', async () => {
  const page = await loggedIn(here, 'astrid@elektro-nord.example');
  await page.goto(`${here.program.url}/profile`);
  for (const theme of ['dark', 'light', 'system']) {
    await page.click('.user-button');
    await page.click(`button[name=theme][value=${theme}]`);
    await page.waitForSelector(`button[name=theme][value=${theme}][aria-pressed=true]`, { state: 'attached' });
    assert.equal(await page.getAttribute('html', 'data-bs-theme'), theme === 'system' ? 'auto' : theme);
  }
});
