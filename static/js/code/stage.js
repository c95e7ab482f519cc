// SPDX-License-Identifier: Apache-2.0
// The stages of a code lab: those of the lesson, and the exercise as the last.
import { moduleOf } from './jobs.js';

/** @typedef {import('./drafts.js').File} File */
/** @typedef {import('./jobs.js').Build} Build */
/** @typedef {import('./diagnostics.js').Diagnostic} Diagnostic */
/** @typedef {{kernel: string, accel: string, recorded: string, program: any, events: any[]}} Transcript */
/** @typedef {{kernel: string, date: string, diagnostics: Diagnostic[]}} Verdict */
/** @typedef {{name: string, title: string, note: string, files: File[], builds: Build[], program?: any, recorded?: Transcript, verdict?: Verdict, date: string, kernel: string}} Stage */
/** @typedef {{rule: string, else: string}} Rule */
/** @typedef {{prompt: string, hints: string[], files: File[], builds: Build[], variations: {name: string, program: any, check: Rule[]}[], solution: File[]}} Exercise */
/** @typedef {{lesson: string, name: string, stages: Stage[], exercise: Exercise | null}} CodeData */

/** The exercise's name among the stages. */
export const exerciseStage = 'exercise';

/** What reads a program's standard input, in C and in Go. */
const reading = /\b(?:stdin|STDIN_FILENO|getchar|gets|scanf|os\.Stdin|fmt\.Scan\w*)\b|\bread\s*\(\s*0\s*,/;

/** How long a run may take in which the reader types (labproto.MaxTimeoutMillis), in ms. */
const typingLimit = 60_000;

/**
 * typedInto gives a terminal to the programs that read what is typed. Who reads
 * nothing has none, and its output is not that of a terminal.
 * @param {any} program @param {Build[]} builds @param {File[]} files as they are now
 */
export function typedInto(program, builds, files) {
  const readers = new Set(builds.filter(b => b.kind !== 'module' && files.some(f => f.name === b.main && reading.test(f.text))).map(b => b.out));
  const steps = program.steps.map((/** @type {any} */ s) => (s.op === 'exec' && readers.has(s.name) && !s.stdin ? { ...s, terminal: true } : s));
  return steps.some((/** @type {any} */ s) => s.terminal) && readers.size ? { ...program, timeout_ms: typingLimit, steps } : program;
}

/** stagesOf lists what the reader chooses among. @param {CodeData} data @param {string} title of the exercise @returns {Stage[]} */
export function stagesOf(data, title) {
  const e = data.exercise;
  if (!e) return data.stages;
  const program = e.variations[0].program;
  return [...data.stages, { name: exerciseStage, title, note: '', files: e.files, builds: e.builds, program, date: '', kernel: '' }];
}

/**
 * programOf is what a stage's machine does. A stage that did not compile when it
 * was recorded has no program; when the reader has mended it, its modules are
 * inserted, its programs run as root, and the modules removed.
 * @param {Stage} stage
 */
export function programOf(stage) {
  if (stage.program) return stage.program;
  const modules = stage.builds.filter(b => b.kind === 'module');
  const programs = stage.builds.filter(b => b.kind !== 'module');
  const inserted = modules.map((_, i) => `inserted ${i}`);
  const over = programs.map((_, i) => `over ${i}`);
  return {
    timeout_ms: 10_000, files: stage.builds.map(b => ({ name: b.out })),
    steps: [
      ...modules.length ? [{ actor: 'insmod', op: 'unload', name: 'netlink_test' }] : [],
      ...modules.map((b, i) => ({ actor: 'insmod', op: 'insert', name: b.out, label: inserted[i] })),
      ...programs.map((b, i) => ({ actor: b.out, op: 'exec', name: b.out, terminal: true, label: over[i], ...inserted.length ? { after: inserted } : {} })),
      ...modules.map(b => ({ actor: 'rmmod', op: 'unload', name: moduleOf(b), ...over.length ? { after: over } : {} })),
    ],
  };
}
