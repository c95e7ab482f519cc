// SPDX-License-Identifier: Apache-2.0
// From the files in the editor to a run on a machine of its own, one status line
// on the way.
//
//	builds --POST--> compiler --ids--> program --Session--> machine
//	          |                                       |
//	   prepare: a machine is cloned meanwhile         events
import { known, t } from '../page/words.js';
import { argument } from '../timeline/nest.js';
import { took } from '../timeline/took.js';
import { Session } from '../run/session.js';
import { CompileError } from './compile.js';
import { merge } from './diagnostics.js';
import { jobOf, withIDs } from './jobs.js';

/** How long a run may take that names no limit (labproto.DefaultTimeoutMillis), and how long it may take to end then, in ms. */
const standardLimit = 10_000;
const overtime = 700;

/** @typedef {import('./jobs.js').Build} Build */
/** @typedef {import('./drafts.js').File} File */
/** @typedef {{ok: boolean, ids: Record<string, string>, list: import('./diagnostics.js').Diagnostic[], rest: string, limit: string, ms: number, cached: boolean}} Built */
/** @typedef {{begin(program: any): void, event(e: any): void, over(): void}} Watcher who draws a run */

export class CodeRunner {
  /** @param {import('../transport/websocket.js').WebsocketTransport} kernel @param {import('./compile.js').Compiler} compiler @param {import('../run/run.js').NLRun} panel */
  constructor(kernel, compiler, panel) {
    this.kernel = kernel;
    this.compiler = compiler;
    this.panel = panel;
    this.session = new Session(kernel, this);
    /** @type {'idle' | 'compiling' | 'running'} */
    this.phase = 'idle';
    /** @type {AbortController | null} */
    this.abort = null;
    /** @type {any} */ this.program = null;
    /** @type {Watcher | null} */ this.watcher = null;
    /** @type {((events: any[] | null) => void) | null} */ this.done = null;
    /** @type {any[]} */ this.events = [];
  }

  /**
   * compile makes what a program needs; null if there is nothing to go on with,
   * which has been said. @param {Build[]} builds @param {File[]} files @returns {Promise<Built | null>}
   */
  async compile(builds, files) {
    if (this.kernel.active) {
      this.panel.refused({ code: 'run-active' });
      return null;
    }
    this.phase = 'compiling';
    this.panel.running(true);
    this.abort = new AbortController();
    const { signal } = this.abort;
    const clock = this.panel.clock();
    try {
      await this.compiler.ready();
      this.session.machine.prepare();
      /** What builds wait for that are not done; nothing is a compiler at work. @type {Map<string, import('./compile.js').Progress>} */
      const places = new Map(builds.map(b => [b.main, {}]));
      const say = () => {
        const all = [...places.values()];
        const going = [...places].find(([, p]) => !p.queued && !p.preparing);
        const prepared = all.find(p => p.preparing)?.preparing;
        if (going) this.panel.say(t('code.status.compiling', { name: going[0] }), 'busy');
        else if (prepared) this.panel.say(t(`code.status.preparing.${prepared === 'go' ? 'go' : 'compiler'}`), 'busy');
        else if (places.size) this.panel.say(t('code.status.queued', { n: Math.min(...all.map(p => p.queued ?? 0)) }), 'busy');
      };
      say();
      const results = await Promise.all(builds.map(async b => {
        const result = await this.compiler.compile(jobOf(b, files), signal, p => {
          places.set(b.main, p);
          say();
        });
        places.delete(b.main);
        for (const [name, p] of places) if (p.queued) places.set(name, {}); // whose turn it is now
        say();
        return result;
      }));
      return {
        ok: results.every(r => r.ok), ids: Object.fromEntries(results.map((r, i) => [builds[i].out, r.id])),
        list: merge(results.map(r => r.diagnostics ?? [])), rest: results.map(r => r.rest ?? '').join(''),
        limit: results.find(r => r.limit)?.limit ?? '', ms: Math.max(0, ...results.map(r => r.took_ms ?? 0)), cached: results.every(r => r.cached),
      };
    } catch (e) {
      this.#failed(e, signal.aborted);
      return null;
    } finally {
      clock();
      this.abort.abort(); // a second build that nobody waits for
      if (this.phase === 'compiling') this.phase = 'idle';
    }
  }

  #failed(/** @type {any} */ e, /** @type {boolean} */ stopped) {
    this.panel.running(false);
    if (stopped) {
      this.panel.say(t('code.status.stopped'));
      return;
    }
    if (!(e instanceof CompileError)) throw e;
    const text = [e.file, e.message].filter(Boolean).join(': ');
    const key = `compile-error.${e.code}`;
    this.panel.say(t(known(key) ? key : 'compile-error.other', { text }), 'bad');
  }

  /**
   * run gives the events of a run to its end, or null if there was none, which
   * has been said. @param {any} program @param {Built} built @param {Watcher} watcher @returns {Promise<any[] | null>}
   */
  run(program, built, watcher) {
    this.program = withIDs(program, built.ids);
    this.watcher = watcher;
    this.built = built;
    this.phase = 'running';
    this.panel.running(true);
    this.panel.say(built.cached ? t('code.status.cached') : t('code.status.machine', { time: took(built.ms * 1e6) }), 'busy');
    if (this.panel.last.state === 'queued') this.panel.status(this.panel.last); // since it was asked for ahead
    return new Promise(done => {
      this.done = done;
      this.events = [];
      try {
        this.session.run(this.program);
      } catch (e) {
        const { path, message } = /** @type {any} */ (e);
        this.refused({ code: 'bad-program', path, text: message });
      }
    });
  }

  /** play shows a recorded run where no kernel can be had. @param {any} recorded @param {Watcher} watcher */
  play(recorded, watcher) {
    this.program = recorded.program;
    this.watcher = watcher;
    this.phase = 'running';
    this.events = [];
    this.session.play(recorded);
    this.panel.running(true);
    this.panel.say(t('code.nosandbox'), 'bad');
  }

  /** resume shows a run of the page before, and goes on with it if it is not over. @param {import('../lab/handover.js').LabState} before @param {Watcher} watcher */
  resume(before, watcher) {
    this.program = before.program;
    this.session.number = before.number;
    this.watcher = watcher;
    this.phase = 'running';
    this.panel.running(true);
    for (const e of before.events) this.event(e);
    if (this.phase === 'running' && this.kernel.active !== before.number) this.#end(null);
  }

  stop() {
    if (this.phase === 'compiling') this.abort?.abort();
    else this.session.stop();
  }

  /** type gives a program what was typed. @param {number} step @param {Uint8Array} bytes @param {boolean} eof */
  type(step, bytes, eof) {
    if (this.phase === 'running' && this.session.live) this.kernel.input(step, bytes, eof);
  }

  #end(/** @type {any[] | null} */ events) {
    this.phase = 'idle';
    clearTimeout(this.overdue);
    this.panel.running(false);
    this.watcher?.over();
    this.done?.(events);
    this.done = null;
  }

  // What follows is what its Session tells it.

  /** @param {string} state @param {number} pause */
  connection(state, pause) {
    if (this.phase === 'running' && state !== 'open') this.panel.connection(state, pause);
  }

  /** @param {any} s */
  status(s) {
    this.panel.last = s;
    if (this.phase !== 'running') return;
    if (s.state === 'queued' || s.state === 'starting') this.panel.status(s);
    if (s.state === 'none') this.#end(null); // the wait for a machine was stopped
  }

  /** @param {any} r */
  refused(r) {
    if (this.phase !== 'running') return;
    this.#end(null);
    this.panel.refused(r);
    if (r.code === 'no-sandbox') this.panel.dispatchEvent(new CustomEvent('nl-nosandbox'));
  }

  /** @param {any} e */
  event(e) {
    if (e.kind === 'start') this.watcher?.begin(this.program);
    this.events.push(e);
    if (e.kind === 'note' && e.name === 'oops') this.hung = argument(e, 'kind') === 'stuck';
    this.watcher?.event(e);
    if (e.kind === 'start' && this.session.live) this.#begun();
    this.#follow(e);
    if (e.kind !== 'end') return;
    const { live } = this.session;
    this.#end(this.events);
    if (!live) this.panel.say(t('code.nosandbox'), 'bad');
    else if (e.name !== 'done') this.panel.say(t(this.hung ? 'end.hung' : `end.${e.name}`), e.name === 'stopped' ? '' : 'bad');
    else this.panel.say(t('code.status.done', { kernel: this.panel.last.kernel ?? '', accel: (this.panel.last.accel ?? '').toUpperCase(), time: took((this.built?.ms ?? 0) * 1e6) }), 'good');
  }

  /** A run that does not end when its time is over has a kernel that is asked where it hangs. */
  #begun() {
    this.hung = false;
    this.panel.say(t('code.status.steps', { kernel: this.panel.last.kernel ?? '' }), 'busy');
    clearTimeout(this.overdue);
    this.overdue = setTimeout(() => this.panel.say(t('code.status.overdue'), 'busy'), (this.program.timeout_ms ?? standardLimit) + overtime);
  }

  /** The line says which of the program's steps is being taken. */
  #follow(/** @type {any} */ e) {
    const step = this.program.steps[e.step ?? -1];
    if (!step || step === this.step || !this.session.live) return;
    this.step = step;
    if (step.op === 'insert' || step.op === 'unload' || step.op === 'exec') this.panel.say(t(`code.status.${step.op}`, { name: step.name }), 'busy');
  }
}
