// Starts the program authing-sandbox, a new one for every test, and ends it with the test.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const PROGRAM =
  process.env.AUTHING_SANDBOX ??
  path.resolve(root, process.env.CARGO_TARGET_DIR ?? 'target', 'debug/authing-sandbox');

/** Starts a sandbox with this seed for a test, `t` being what `node:test` gives it. */
export async function start(t, seed = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), 'authing-sandbox-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = path.join(folder, 'seed.json');
  await writeFile(file, JSON.stringify(seed));
  const program = spawn(PROGRAM, ['--json', '--seed', file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(program, 'exit');
  t.after(async () => {
    program.kill('SIGTERM');
    assert.deepEqual(await ended, [0, null], 'the sandbox must exit cleanly on SIGTERM');
  });
  const said = createInterface(program.stdout);
  const [line] = await Promise.race([
    once(said, 'line'),
    ended.then(([code]) => assert.fail(`${PROGRAM} ended with ${code} before it was ready`)),
  ]);
  return new Sandbox(JSON.parse(line));
}

class Sandbox {
  /** The facts are the url, the ids and secrets of application and user pool, and those of the mini-program. */
  constructor(facts) {
    Object.assign(this, facts);
  }

  /** Asks what is under `/sandbox`; with a body, tells it. Gives the JSON of the answer, if there is any. */
  async control(place, body) {
    const headers = { 'content-type': 'application/json' };
    const init = body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) };
    const answer = await fetch(`${this.url}/sandbox/${place}`, init);
    const text = await answer.text();
    assert.ok(answer.ok, `/sandbox/${place}: ${answer.status} ${text}`);
    return text && JSON.parse(text);
  }

  /** The last message to a phone number, a mail address or a captcha's cookie, with its code. */
  async message(to) {
    const message = (await this.control('outbox')).findLast(message => message.to === to.toLowerCase());
    assert.ok(message, `nothing was sent to ${to}`);
    return message;
  }

  async code(to) {
    return (await this.message(to)).code;
  }

  /** Moves the clock on, by seconds. */
  advance(seconds) {
    return this.control('clock', { advance: seconds });
  }

  /** Adds a fault, such as `{ at: 'logout', times: 1, effect: 'status', status: 503 }`. */
  fault(fault) {
    return this.control('faults', fault);
  }

  state() {
    return this.control('state');
  }

  /** What has been received, secrets struck out. */
  requests() {
    return this.control('requests');
  }

  reset() {
    return this.control('reset', {});
  }
}
