// A browser whose pages report what a person would not see: console errors, violations of the Content-Security-Policy,
// exceptions and failed requests. Each of them fails the test.
import { chromium } from 'playwright-core';

const executable = process.env.KARTOTEK_CHROMIUM ?? '/usr/bin/chromium';

/** One Chromium for a test file. */
export async function openBrowser() {
  const browser = await chromium.launch({
    executablePath: executable,
    headless: true,
    args: [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  return new Browser(browser);
}

class Browser {
  #browser;
  #people = [];

  constructor(browser) {
    this.#browser = browser;
  }

  /** A person with a browser profile of her own; options as of Playwright's newContext. */
  async person(options = {}) {
    const context = await this.#browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 }, ...options });
    context.setDefaultTimeout(15_000);
    const person = new Person(context);
    this.#people.push(person);
    return person;
  }

  /** Throws what the pages of everybody have reported since the last time, and closes them. */
  async finish() {
    const people = this.#people.splice(0);
    await Promise.all(people.map((person) => person.context.close()));
    const troubles = people.flatMap((person) => person.troubles);
    if (troubles.length) throw new Error(`The browser reported:\n${troubles.join('\n')}`);
  }

  close() {
    return this.#browser.close();
  }
}

class Person {
  /** What went wrong unseen. */
  troubles = [];
  #expected = [];

  constructor(context) {
    this.context = context;
  }

  /** A refusal with this status is part of the journey: it is no trouble. */
  expect(...statuses) {
    this.#expected.push(...statuses);
    return this;
  }

  /** A new tab. */
  async tab() {
    const page = await this.context.newPage();
    page.person = this;
    const note = (kind, text) => this.troubles.push(`${kind} on ${page.url()}: ${text}`);
    page.on('pageerror', (error) => note('exception', error.stack ?? error));
    page.on('crash', () => note('crash', 'the page crashed'));
    page.on('console', (message) => {
      if (message.type() !== 'error' && message.type() !== 'warning') return;
      // The answer itself is judged below, with its status.
      if (message.text().startsWith('Failed to load resource')) return;
      note(`console ${message.type()}`, message.text());
    });
    page.on('response', (response) => {
      if (response.status() >= 400 && !this.#expected.includes(response.status())) {
        note(`status ${response.status()}`, `${response.request().method()} ${response.url()}`);
      }
    });
    page.on('requestfailed', (request) => {
      // Leaving a page breaks off its event stream and what it still fetches; downloads end the navigation that asked for them.
      if (!/ERR_ABORTED/.test(request.failure()?.errorText ?? '')) note('failed request', `${request.url()} ${request.failure()?.errorText}`);
    });
    return page;
  }
}
