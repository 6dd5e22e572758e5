import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';

const KEPT_LINES = 2000;
const TERMINATION_SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/** A program of a set-up step that could not be started, failed, or took too long. */
export class CommandFailed extends Error {
  /**
   * @param {string} command
   * @param {string} reason
   * @param {readonly string[]} lines
   */
  constructor(command, reason, lines) {
    super(`${command} ${reason}`);
    this.name = 'CommandFailed';
    this.lines = lines;
  }
}

/** We were asked to end by a signal while a program ran; that program has ended. */
export class Interrupted extends Error {
  /** @param {NodeJS.Signals} signal */
  constructor(signal) {
    super(`Interrupted by ${signal}.`);
    this.name = 'Interrupted';
    this.exitCode = exitCodeOf(signal);
  }
}

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] The whole environment; by default this process's own.
 * @property {(line: string) => void} [note] Told each line that the program prints, as a sign of life.
 * @property {number} [timeoutMs] The program is terminated after this time.
 */

/**
 * Runs a program to its end without showing its output. A signal that ends the set-up ends the program too.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<string>} What it wrote to its standard output.
 * @throws {CommandFailed} With the last lines of both of its outputs.
 * @throws {Interrupted}
 */
export function run(program, args, { cwd, env, note, timeoutMs } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(cwd === undefined ? {} : { cwd }),
      ...(env === undefined ? {} : { env }),
      ...(timeoutMs === undefined ? {} : { timeout: timeoutMs }),
    });
    /** @type {string[]} */
    const lines = [];
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        if (stream === child.stdout) output += `${line}\n`;
        lines.push(line);
        if (lines.length > KEPT_LINES) lines.shift();
        note?.(line);
      });
    }

    const forwarding = forwardSignals(child);
    child.once('error', (error) => {
      forwarding.stop();
      reject(new CommandFailed(program, `could not be started: ${error.message}`, lines));
    });
    child.once('close', (code, signal) => {
      forwarding.stop();
      if (forwarding.signal) reject(new Interrupted(forwarding.signal));
      else if (code === 0) resolve(output);
      else reject(new CommandFailed([program, ...args].join(' '), describeEnd(code, signal), lines));
    });
  });
}

/**
 * Runs a program in the foreground: it has our input and outputs, and gets the signals that we get.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>} Its exit code, or 128 plus the number of the signal that ended it.
 */
export function runInForeground(program, args, env) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: 'inherit' });
    const forwarding = forwardSignals(child);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      forwarding.stop();
      resolve(code ?? exitCodeOf(signal ?? 'SIGKILL'));
    });
  });
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {{ signal: NodeJS.Signals | undefined, stop: () => void }} The signal that was forwarded, if one was.
 */
function forwardSignals(child) {
  /** @type {{ signal: NodeJS.Signals | undefined, stop: () => void }} */
  const forwarding = {
    signal: undefined,
    stop: () => {
      for (const signal of TERMINATION_SIGNALS) process.off(signal, forward);
    },
  };
  /** @param {NodeJS.Signals} signal */
  function forward(signal) {
    forwarding.signal = signal;
    // Ctrl-C in a terminal reaches the whole process group: the child has it already.
    if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
  }
  for (const signal of TERMINATION_SIGNALS) process.on(signal, forward);
  return forwarding;
}

/**
 * @param {NodeJS.Signals} signal
 * @returns {number} What a shell makes of a program that a signal ended.
 */
function exitCodeOf(signal) {
  return 128 + constants.signals[signal];
}

/**
 * @param {number | null} code
 * @param {NodeJS.Signals | null} signal
 */
function describeEnd(code, signal) {
  return signal ? `was ended by ${signal}` : `failed with exit code ${code}`;
}
