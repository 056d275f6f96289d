// Starts the real program on a free port with a data folder of its own, and speaks to its command line.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const binary = process.env.KARTOTEK_BIN;

/** The password of everybody whom the harness makes. */
export const PASSWORD = 'korrekt hest batteri stift';

/**
 * A program with its own data folder.
 *
 * `serve()` starts it and resolves when it has printed its address; `run(...)` runs one command on the same folder.
 */
export class Program {
  #child;
  #folder;
  #environment;

  /** The address, without a slash at the end. */
  url;
  /** The one-time set-up link that the first start prints. */
  setUpLink;
  /** Everything it has printed, line by line. */
  lines = [];

  static async make(environment = {}) {
    if (!binary) throw new Error('KARTOTEK_BIN must name the program: run `bin/test browser`');
    const program = new Program();
    program.#folder = await mkdtemp(join(tmpdir(), 'kartotek-browser-'));
    program.#environment = {
      PATH: process.env.PATH,
      HOME: program.#folder,
      KARTOTEK_DATA: join(program.#folder, 'data'),
      KARTOTEK_LISTEN: '127.0.0.1:0',
      RUST_BACKTRACE: '1',
      ...environment,
    };
    return program;
  }

  /** A folder that goes away with the program. */
  get folder() {
    return this.#folder;
  }

  /** Starts serving; resolves when it listens. */
  async serve() {
    const child = spawn(binary, ['serve'], { env: this.#environment, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    await new Promise((resolve, reject) => {
      const read = (line) => {
        this.lines.push(line);
        const address = line.match(/https?:\/\/[^\s"]+/)?.[0];
        if (!address) return;
        if (address.includes('/setup')) this.setUpLink = address;
        if (/listening/i.test(line)) {
          this.url = new URL(address).origin;
          resolve();
        }
      };
      for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', read);
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`kartotek serve ended with ${code}:\n${this.lines.join('\n')}`)));
    });
  }

  /** Runs one command to its end and gives what it printed; rejects if it failed. */
  run(args, input = '') {
    return new Promise((resolve, reject) => {
      const child = execFile(binary, args, { env: this.#environment, maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
        if (error) reject(new Error(`kartotek ${args.join(' ')}: ${stderr || error.message}`));
        else resolve(stdout);
      });
      child.stdin.end(input);
    });
  }

  /** Makes a user who logs in with PASSWORD. */
  addUser(email, role) {
    return this.run(['user', 'add', email, '--role', role, '--password-stdin'], `${PASSWORD}\n`);
  }

  /** Sends a request to the API with a token; gives the parsed answer, throws on a refusal. */
  async api(token, method, path, body) {
    const answer = await fetch(`${this.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body && { 'content-type': 'application/json' }) },
      body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  }

  /** Stops serving the way an operator does; throws if it does not end well. */
  async stop() {
    const child = this.#child;
    this.#child = undefined;
    if (child && child.exitCode === null) {
      child.removeAllListeners('exit');
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const [code, signal] = await ended;
      if (code !== 0) throw new Error(`kartotek serve ended with ${code ?? signal}:\n${this.lines.slice(-20).join('\n')}`);
    }
  }

  /** Stops it and removes its folder. */
  async remove() {
    try {
      await this.stop();
    } finally {
      await rm(this.#folder, { recursive: true, force: true });
    }
  }
}
