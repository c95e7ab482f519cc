// SPDX-License-Identifier: Apache-2.0
// The way to the server's compiler: POST api/compile, an answer of lines of JSON
// (backend/compile/site.go).

/** @typedef {import('./jobs.js').Job} Job */
/** @typedef {import('./diagnostics.js').Diagnostic} Diagnostic */
/** @typedef {{ok: boolean, id: string, took_ms?: number, cached?: boolean, limit?: string, diagnostics?: Diagnostic[], rest?: string}} Result */

/** @typedef {{queued?: number, preparing?: string}} Progress a place in the queue, or what is made ready first: compiler or go */

/** How long a server that has only just started is left alone, in ms. */
const startPause = 1000;

/** waits says that a line is no result yet. @param {any} line */
const waits = line => Boolean(line.queued || line.preparing);

/** pause waits, or throws the signal's reason. @param {AbortSignal} signal @returns {Promise<void>} */
const pause = signal => new Promise((resolve, reject) => {
  const stop = () => {
    clearTimeout(timer);
    reject(signal.reason);
  };
  const timer = setTimeout(() => {
    signal.removeEventListener('abort', stop);
    resolve();
  }, startPause);
  signal.addEventListener('abort', stop, { once: true });
});

/** CompileError is an answer that is no result: a code, and what it is about. */
export class CompileError extends Error {
  /** @param {{code: string, file?: string, text?: string}} e */
  constructor(e) {
    super(e.text ?? e.code);
    this.code = e.code;
    this.file = e.file ?? '';
  }
}

export class Compiler {
  /** @param {string} base the site's base path @param {typeof fetch} [ask] */
  constructor(base, ask = (...a) => fetch(...a)) {
    this.base = base;
    this.ask = ask;
    /** @type {Promise<string> | null} */
    this.token = null;
  }

  /**
   * ready has a token, and so the browser a cookie, before anything else asks for
   * one: two first requests at once would get a cookie each.
   */
  async ready() { await this.#token(); }

  /** A page's token is good as long as its cookie and the server are. */
  async #token() {
    this.token ??= this.#reach(`${this.base}/api/session`, { method: 'POST', credentials: 'same-origin' }).then(async answer => {
      if (!answer.ok) throw new CompileError({ code: 'offline' });
      return (await answer.json()).token;
    });
    try {
      return await this.token;
    } catch (e) {
      this.token = null;
      throw e;
    }
  }

  async #reach(/** @type {string} */ url, /** @type {RequestInit} */ how) {
    try {
      return await this.ask(url, how);
    } catch (e) {
      if (how.signal?.aborted) throw e;
      throw new CompileError({ code: 'offline' });
    }
  }

  /**
   * compile gives a job's result, or throws a CompileError; an aborted one
   * throws the signal's reason.
   * @param {Job} job @param {AbortSignal} signal @param {(p: Progress) => void} told what it waits for
   * @returns {Promise<Result>}
   */
  async compile(job, signal, told) {
    for (let again = true; ;) {
      const answer = await this.#reach(`${this.base}/api/compile`, {
        method: 'POST', credentials: 'same-origin', signal, body: JSON.stringify(job),
        headers: { 'Content-Type': 'application/json', 'Netlinklab-Token': await this.#token() },
      });
      const result = await this.#read(answer, signal, told);
      if (!result.error) return result;
      if (result.error.code === 'compiler-coming') {
        told({ preparing: 'compiler' });
        await pause(signal);
        continue;
      }
      if (result.error.code !== 'bad-token' || !again) throw new CompileError(result.error);
      again = false;
      this.token = null; // the server is another one since
    }
  }

  /** read gives the last line of an answer. @returns {Promise<any>} */
  async #read(/** @type {Response} */ answer, /** @type {AbortSignal} */ signal, /** @type {(p: Progress) => void} */ told) {
    if (!answer.headers.get('Content-Type')?.includes('ndjson') || !answer.body) {
      throw new CompileError({ code: answer.status === 404 ? 'no-compiler' : 'offline' });
    }
    let last = null;
    try {
      for await (const line of lines(answer.body)) {
        last = JSON.parse(line);
        if (waits(last)) told(last);
      }
    } catch (e) {
      if (signal.aborted) throw e;
      last = null;
    }
    if (!last || waits(last)) throw new CompileError({ code: 'offline' }); // the answer broke off
    return last;
  }
}

/** lines splits a stream at its line ends. @param {ReadableStream<Uint8Array>} body @returns {AsyncGenerator<string>} */
async function* lines(body) {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    rest += decoder.decode(value, { stream: !done });
    const whole = rest.split('\n');
    rest = whole.pop() ?? '';
    yield* whole.filter(l => l.trim() !== '');
    if (done) break;
  }
  if (rest.trim()) yield rest;
}
