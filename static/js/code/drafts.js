// SPDX-License-Identifier: Apache-2.0
// What the reader wrote, kept in this browser, by lesson, lab, stage and file.
// A browser that keeps nothing, or has no room, forgets it with the page.

/** @typedef {{name: string, text: string, key?: string}} File key names it among the files of all stages */
/** @typedef {{getItem(key: string): string | null, setItem(key: string, value: string): void, removeItem(key: string): void}} Store */

export class Drafts {
  /** Texts that could not be stored, or have not been read yet. @type {Map<string, string>} */
  held = new Map();

  /** @param {Store | null} store @param {string} lab lesson and lab, which name the drafts */
  constructor(store, lab) {
    this.store = store;
    this.lab = lab;
  }

  #key(/** @type {string} */ stage, /** @type {string} */ file) { return `code:${this.lab}/${stage}/${file}`; }

  /** text is a file as the reader left it. @param {string} stage @param {File} file */
  text(stage, file) {
    const key = this.#key(stage, file.name);
    const held = this.held.get(key);
    if (held !== undefined) return held;
    let text = file.text;
    try {
      text = this.store?.getItem(key) ?? file.text;
    } catch {
      // Storage is forbidden.
    }
    this.held.set(key, text);
    return text;
  }

  /**
   * write keeps a text; what is as in the lesson needs no room. It is false when
   * the browser did not keep it. @param {string} stage @param {File} file @param {string} text
   */
  write(stage, file, text) {
    const key = this.#key(stage, file.name);
    this.held.set(key, text);
    try {
      if (text === file.text) this.store?.removeItem(key);
      else this.store?.setItem(key, text);
      return this.store !== null;
    } catch {
      return false;
    }
  }

  /** edited says whether a file differs from the lesson's. @param {string} stage @param {File} file */
  edited(stage, file) { return this.text(stage, file) !== file.text; }

  /** all are a stage's files as they are now. @param {string} stage @param {File[]} files @returns {File[]} */
  all(stage, files) { return files.map(f => ({ name: f.name, text: this.text(stage, f) })); }
}
