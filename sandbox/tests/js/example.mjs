// The programs of examples/, which `cargo xtask clients browser` builds.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const PROGRAMS = path.resolve(root, process.env.CARGO_TARGET_DIR ?? 'target', 'debug');

/** Runs a program with these variables until the test `t` ends, and gives the address that it prints. */
export async function run(t, name, env) {
  const file = path.join(PROGRAMS, name);
  const program = spawn(file, { stdio: ['ignore', 'pipe', 'inherit'], env });
  const ended = once(program, 'exit');
  t.after(async () => {
    program.kill('SIGINT');
    assert.deepEqual(await ended, [0, null], 'the example must stop gracefully');
  });
  const [line] = await Promise.race([
    once(createInterface(program.stdout), 'line'),
    ended.then(([code]) => assert.fail(`${file} ended with ${code} before it was ready`)),
  ]);
  return line.match(/http:\S+/)[0];
}
