// SPDX-License-Identifier: Apache-2.0
// What programs write, and what is typed into them. Plain text with a line to
// type into, or a terminal where the reader's browser and choice allow one.
import { make, tell } from '../dom.js';
import { fromHex } from '../hex.js';
import { keep, recall } from '../page/memory.js';
import { t } from '../page/words.js';
import { control } from '../timeline/printed.js';

/** @typedef {{text: string, err: boolean, lane: string}} Piece */

const choice = 'plain-terminal';

/**
 * <nl-terminal> shows a run's output as it comes.
 *
 * Events: nl-type {bytes, eof}.
 */
export class NLTerminal extends HTMLElement {
  /** @type {Piece[]} */
  pieces = [];
  /** @type {Map<string, TextDecoder>} */
  decoders = new Map();
  live = false;

  connectedCallback() {
    if (this.screen) return;
    this.text = make('pre', { class: 'term-text', tabindex: 0, 'aria-label': t('terminal.label') });
    this.line = make('input', { type: 'text', 'aria-label': t('terminal.input'), autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false' });
    this.form = make('form', { class: 'term-line', hidden: true, onsubmit: (/** @type {Event} */ e) => this.#send(e) }, make('span', { 'aria-hidden': 'true' }, '>'), this.line,
      make('button', {}, t('terminal.send')), make('button', { type: 'button', class: 'plain', onclick: () => this.#type(new Uint8Array(), true) }, t('terminal.eof')));
    this.screen = make('div', { class: 'term-screen', hidden: true });
    this.plain = make('input', { type: 'checkbox', onchange: () => this.#choose() });
    this.plain.checked = recall(choice) === 'yes';
    this.hint = make('p', { class: 'quiet term-hint' }, t('terminal.quiet'));
    this.replaceChildren(make('div', { class: 'term-head' }, make('h4', {}, t('terminal.title')), this.choice = make('label', {}, this.plain, t('terminal.plain'))), this.screen, this.text, this.form, this.hint);
    this.#arrange();
  }

  /**
   * begin empties it for a run; typed says whether its programs have a terminal,
   * so that they may want an emulator. @param {boolean} typed @param {boolean} live it is no recorded run
   */
  begin(typed, live) {
    this.pieces = [];
    this.decoders.clear();
    this.text.replaceChildren();
    this.term?.clear();
    this.typed = typed;
    this.hint.textContent = t(typed ? 'terminal.wait' : 'terminal.quiet');
    this.wanted = typed && live;
    if (this.wanted) void this.#load();
    this.#arrange();
  }

  /** write shows an output event. @param {any} e */
  write(e) {
    const key = `${e.lane}/${e.name}`;
    const decoder = this.decoders.get(key) ?? new TextDecoder();
    this.decoders.set(key, decoder);
    const piece = { text: decoder.decode(fromHex(e.data ?? ''), { stream: true }), err: e.name === 'stderr', lane: e.lane ?? '' };
    const before = this.pieces.at(-1);
    this.pieces.push(piece);
    this.#draw(piece, before);
    this.#arrange();
  }

  #draw(/** @type {Piece} */ piece, /** @type {Piece | undefined} */ before) {
    const head = before && before.lane !== piece.lane ? `${before.text.endsWith('\n') ? '' : '\n'}── ${piece.lane} ──\n` : '';
    if (head) this.text.append(make('span', { class: 'quiet' }, head));
    this.text.append(make('span', { class: piece.err ? 'err' : '' }, piece.text.replace(control, '')));
    this.text.scrollTop = this.text.scrollHeight;
    this.term?.write(head, false);
    this.term?.write(piece.text, piece.err);
  }

  /** listen says that a program reads what is typed now, or not any more. @param {boolean} on */
  listen(on) {
    if (this.live === on) return;
    this.live = on;
    this.term?.listen(on);
    this.#arrange();
  }

  /** over says that the run has ended. */
  over() {
    this.listen(false);
    if (!this.pieces.length) this.hint.textContent = t('terminal.empty');
    this.#arrange();
  }

  get rich() { return Boolean(this.term) && this.wanted && !this.plain.checked; }

  #arrange() {
    this.screen.hidden = !this.rich;
    this.text.hidden = this.rich || !this.pieces.length;
    this.choice.hidden = !this.wanted;
    this.form.hidden = !this.live || this.rich;
    this.hint.hidden = this.pieces.length > 0 && !this.live;
    if (this.live) this.hint.textContent = t(this.rich ? 'terminal.keys' : 'terminal.wait');
  }

  #choose() {
    keep(choice, this.plain.checked ? 'yes' : '');
    void this.#load();
    this.#arrange();
  }

  /** load fetches the terminal emulator, once; without it the text is there. */
  async #load() {
    if (this.plain.checked || this.loading || !this.wanted) return;
    this.loading = true;
    try {
      const { openTerminal } = await import('./emulator.js');
      this.screen.hidden = false; // it is measured when it is opened
      this.term = openTerminal(this.screen, bytes => this.#type(bytes, false), t('terminal.label'));
      this.term.listen(this.live);
      for (const p of this.pieces) this.term.write(p.text, p.err);
    } catch (e) {
      console.warn('the terminal did not load; plain text stays', e);
    }
    this.#arrange();
  }

  #type(/** @type {Uint8Array} */ bytes, /** @type {boolean} */ eof) {
    if (this.live) tell(this, 'nl-type', { bytes, eof });
  }

  #send(/** @type {Event} */ e) {
    e.preventDefault();
    this.#type(new TextEncoder().encode(`${this.line.value}\n`), false);
    this.line.value = '';
  }
}
