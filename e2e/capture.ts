import type { ChildProcess } from 'node:child_process';

/** The output of a process; throws its errors if it fails. */
export const capture = (child: ChildProcess): Promise<string> =>
  new Promise((done, fail) => {
    let out = '';
    let errors = '';
    child.stdout?.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr?.on('data', (chunk) => {
      errors += chunk;
    });
    child.on('exit', (code) => (code === 0 ? done(out) : fail(new Error(`exit code ${code}: ${errors}`))));
  });
