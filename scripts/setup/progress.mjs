const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FRAME_MS = 100;
const FIRST_SIGN_MS = 1000;
const PLAIN_SIGN_MS = 10_000;
const CLEAR_LINE = '\r\u001b[2K';

/**
 * What a step uses to say how it goes.
 *
 * @typedef {object} StepReport
 * @property {(line: string) => void} note What is happening now, such as the last line of a program's output.
 * @property {(outcome: string) => void} conclude What the step came to; shown once it has succeeded.
 * @property {<T>(work: () => Promise<T>) => Promise<T>} aside Leaves the terminal to what asks its user something.
 */

/**
 * Shows steps with their elapsed time. On a terminal the running step is one live line; elsewhere (a log) it
 * says that it runs after a second, and that it still runs every ten.
 */
export class Progress {
  #stream;

  /** @param {NodeJS.WriteStream} stream */
  constructor(stream) {
    this.#stream = stream;
  }

  /**
   * @template T
   * @param {string} title
   * @param {(report: StepReport) => Promise<T>} work
   * @returns {Promise<T>} What `work` returns; what it throws is thrown on.
   */
  async step(title, work) {
    const started = Date.now();
    let note = '';
    let outcome = '';
    let isAside = false;
    const elapsed = () => Date.now() - started;
    const stop = this.#stream.isTTY
      ? this.#showLive(() => (isAside ? undefined : `${title}  ${formatElapsed(elapsed())}  ${note}`))
      : this.#showPlain((/** @type {boolean} */ first) =>
          first ? `${title} ...` : `${title} ... ${formatElapsed(elapsed())}  ${note}`,
        );
    try {
      const result = await work({
        note: (line) => {
          const text = cleanLine(line);
          if (text) note = text;
        },
        conclude: (text) => {
          outcome = text;
        },
        aside: async (work) => {
          isAside = true;
          if (this.#stream.isTTY) this.#stream.write(CLEAR_LINE);
          try {
            return await work();
          } finally {
            isAside = false;
          }
        },
      });
      stop();
      this.#stream.write(`✓ ${title}${outcome && `: ${outcome}`} (${formatElapsed(elapsed())})\n`);
      return result;
    } catch (error) {
      stop();
      this.#stream.write(`✗ ${title} (${formatElapsed(elapsed())})\n`);
      throw error;
    }
  }

  /**
   * @param {() => string | undefined} render
   * @returns {() => void}
   */
  #showLive(render) {
    let frame = 0;
    const timer = setInterval(() => {
      const text = render();
      if (text === undefined) return;
      frame += 1;
      const line = `${FRAMES[frame % FRAMES.length]} ${text}`;
      this.#stream.write(`${CLEAR_LINE}${line.slice(0, (this.#stream.columns || 80) - 1)}`);
    }, FRAME_MS);
    return () => {
      clearInterval(timer);
      this.#stream.write(CLEAR_LINE);
    };
  }

  /**
   * @param {(first: boolean) => string} render
   * @returns {() => void}
   */
  #showPlain(render) {
    const write = (/** @type {boolean} */ first) => this.#stream.write(`  ${render(first)}\n`);
    const first = setTimeout(write, FIRST_SIGN_MS, true);
    const later = setInterval(write, PLAIN_SIGN_MS, false);
    return () => {
      clearTimeout(first);
      clearInterval(later);
    };
  }
}

/**
 * @param {number} ms
 * @returns {string} `0.4 s`, `12 s` or `3 min 05 s`.
 */
export function formatElapsed(ms) {
  const seconds = Math.round(ms / 1000);
  if (ms < 9950) return `${(ms / 1000).toFixed(1)} s`;
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

/**
 * @param {string} line As a program printed it.
 * @returns {string} Without colours, cursor movements and what a carriage return has overwritten.
 */
export function cleanLine(line) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Escape sequences begin with a control character (ECMA-48).
  const plain = line.replace(/\u001b\[[0-9;?]*[ -/]*[@-~]/g, '');
  return (plain.split('\r').filter(Boolean).pop() ?? '').trim();
}
