// SPDX-License-Identifier: Apache-2.0
// A code lab: sources in stages, compiled and run on the reader's own machine.
// This element knows its parts; the parts know only themselves.
//
//	stages, Bench (files, editor, problems) --files--> CodeRunner --events--> Output
//	                                                     ^
//	                       CodeExercise --every variation'
import { make } from '../dom.js';
import { reveal } from '../lab/reveal.js';
import { codec, inherit, kernel } from '../lab/shared.js';
import { t } from '../page/words.js';
import { Bench } from './bench.js';
import { Compiler } from './compile.js';
import { count } from './diagnostics.js';
import { Drafts } from './drafts.js';
import { CodeExercise } from './exercise.js';
import { moduleOf } from './jobs.js';
import { marksOf } from './marks.js';
import { Output } from './output.js';
import { pack } from './pack.js';
import { CodeRunner } from './runner.js';
import { exerciseStage, programOf, stagesOf, typedInto } from './stage.js';
import { stagePicker } from './stages.js';

/** store is the browser's, or null where it is forbidden. */
function store() {
  try {
    return localStorage;
  } catch {
    return null;
  }
}

/** <nl-code> is upgraded in place; `ready` is set once it can compile and run. */
export class NLCode extends HTMLElement {
  connectedCallback() {
    const text = this.querySelector('.code-data')?.textContent;
    if (!text || this.data) return;
    this.data = /** @type {import('./stage.js').CodeData} */ (JSON.parse(text));
    this.stages = stagesOf(this.data, t('code.stage.exercise'));
    this.stage = this.stages[0];
    this.picker = stagePicker(`${this.id}-stage`, this.stages, name => this.choose(name));
    this.bench = new Bench(this.id, new Drafts(store(), `${this.data.lesson}/${this.data.name}`), () => this.#save());
    this.output = new Output((file, line) => this.bench?.problems.place(file, line) ?? []);
    this.note = make('p', { class: 'note' });
    this.task = make('div', { hidden: true });
    this.querySelector('.code-plain')?.replaceWith(make('div', { class: 'code-live' }, this.picker.element, this.note, this.task,
      this.desk = make('div', { class: 'code-desk' }, this.bench.element, this.output.element)));
    this.choose(this.stage.name);
    codec().then(c => this.#wake(c), () => this.output?.panel.say(t('status.nocodec'), 'bad'));
  }

  #wake(/** @type {import('../codec/codec.js').Codec} */ c) {
    const { output, data } = this;
    if (!output || !data) return;
    output.wake(c);
    output.panel.enable();
    output.panel.say(t('code.idle'));
    this.runner = new CodeRunner(/** @type {any} */ (kernel(c)), new Compiler(document.body.dataset.base ?? ''), output.panel);
    this.addEventListener('nl-run', () => void this.run());
    this.addEventListener('nl-stop', () => this.runner?.stop());
    this.addEventListener('nl-type', e => {
      const { bytes, eof } = /** @type {CustomEvent} */ (e).detail;
      if (output.typing >= 0) this.runner?.type(output.typing, bytes, eof);
    });
    output.panel.addEventListener('nl-nosandbox', () => {
      const { stage } = this;
      if (stage?.recorded) this.runner?.play(stage.recorded, this.#watcher(this.#recorded(stage)));
    });
    if (data.exercise) {
      this.exercise = new CodeExercise(data.exercise, { files: () => this.bench?.files ?? [], take: f => this.#take(f), check: judge => this.check(judge) }, (rules, run) => c.check(rules, run));
      this.task?.replaceChildren(this.exercise.element);
    }
    const before = inherit(this.id, () => this.#state());
    if (before) this.#restore(before);
    this.setAttribute('ready', '');
  }

  /** choose shows a stage. @param {string} name */
  choose(name) {
    const stage = this.stages?.find(s => s.name === name);
    if (!stage || !this.bench || !this.output) return;
    this.stage = stage;
    this.picker?.show(name);
    if (this.note) this.note.textContent = stage.note;
    this.note?.toggleAttribute('hidden', !stage.note);
    this.task?.toggleAttribute('hidden', name !== exerciseStage);
    this.bench.show(stage);
    const v = stage.verdict;
    this.bench.tell(v ? { list: v.diagnostics, title: t('problems.recorded', { date: stage.date, kernel: stage.kernel }) } : null);
    if (this.runner && this.runner.phase !== 'idle') return; // the run that goes on stays in view
    this.#refused(Boolean(v));
    if (this.runner) this.output.panel.say(t('code.idle')); // what was said was of another stage
    if (stage.recorded) this.output.show(stage.recorded.program, stage.recorded.events, this.#recorded(stage));
    else this.output.empty();
    if (!this.bench.edited) this.#blame(); // a recorded run's lines are the lesson's
    else this.bench.blame([]);
  }

  /** What a compiler refused has its words where its run would be; what it let pass has them under the editor. */
  #refused(/** @type {boolean} */ yes) {
    const { bench, output } = this;
    if (!bench || !output) return;
    this.desk?.classList.toggle('refused', yes);
    if (yes) output.panel.after(bench.problems.element);
    else bench.element.append(bench.problems.element);
  }

  /** The lines that the kernel of the run that is shown has named are marked. */
  #blame() { this.bench?.blame(marksOf(this.output?.outcome?.oopses ?? [])); }

  #recorded(/** @type {import('./stage.js').Stage} */ stage) { return t('code.recorded', { date: stage.date, kernel: stage.kernel }); }

  #watcher(/** @type {string} */ origin) {
    const output = /** @type {Output} */ (this.output);
    const begin = (/** @type {any} */ p) => {
      output.begin(p, origin, this.runner?.session.live);
      reveal(output.panel, output.terminal);
    };
    const over = () => {
      output.over();
      if (this.stage?.name !== this.ran) return;
      this.#blame();
      const here = this.bench?.blamed.find(m => m.kernel === 'here');
      if (here) this.bench?.look(here.file ?? '', here.line ?? 1);
    };
    return { begin, event: (/** @type {any} */ e) => output.event(e), over };
  }

  /** build compiles the stage; null if there is nothing to run. */
  async build() {
    const { runner, bench, stage, output } = this;
    if (!runner || !bench || !stage || !output || runner.phase !== 'idle') return null;
    bench.blame([]);
    const built = await runner.compile(stage.builds, bench.files);
    if (!built) return null;
    if (this.stage === stage) bench.tell({ list: built.list, title: t('problems.title'), rest: built.ok ? '' : built.rest, limit: built.limit });
    this.#refused(!built.ok);
    if (built.ok) return built;
    output.panel.running(false);
    output.stale();
    const errors = count(built.list, 'error');
    output.panel.say(built.limit ? t(`compile-limit.${built.limit}`) : errors ? t('code.status.refused', { errors, warnings: count(built.list, 'warning') }) : t('code.status.failed'), 'bad');
    const first = built.list.find(d => d.severity === 'error' && d.file && d.line && bench.knows(d.file));
    if (first) bench.look(first.file ?? '', first.line ?? 1);
    return null;
  }

  async run() {
    const { stage, output } = this;
    const built = await this.build();
    if (!built || !stage || !output) return;
    this.ran = stage.name;
    await this.runner?.run(this.#traced(typedInto(programOf(stage), stage.builds, this.bench?.files ?? [])), built, this.#watcher(t('lab.live')));
  }

  #traced(/** @type {any} */ program) { return this.output?.panel.traced(program) ?? program; }

  /** check runs every variation in its turn, to the first that fails. @param {import('./exercise.js').Judge} judge @returns {Promise<boolean>} whether it came to an end */
  async check(judge) {
    const { data, output } = this;
    const built = await this.build();
    if (!built || !data?.exercise || !output) return false;
    this.ran = this.stage?.name;
    const unseen = { begin() {}, event() {}, over() {} };
    for (const [i, v] of data.exercise.variations.entries()) {
      judge.begin(i);
      const events = await this.runner?.run(this.#traced(v.program), built, i === 0 ? this.#watcher(t('lab.live')) : unseen);
      if (!events) return false;
      if (judge.judge(i, v.program, events)) continue;
      if (i > 0) {
        output.show(this.runner?.program, events, t('lab.live'));
        this.#blame();
      }
      return true;
    }
    return true;
  }

  #take(/** @type {import('./drafts.js').File} */ file) {
    this.bench?.open(file.name);
    this.bench?.editor.put(file.text);
  }

  async #save() {
    const { data, stage, bench } = this;
    if (!data || !stage || !bench) return;
    const name = `${data.name}-${stage.name}`;
    const modules = stage.builds.filter(b => b.kind === 'module');
    const programs = stage.builds.filter(b => b.kind !== 'module');
    const steps = [...modules.map(b => `    sudo insmod ./${b.out}`), ...programs.map(b => `    sudo ./${b.out}`), ...modules.length ? ['    sudo dmesg | tail', ...modules.map(b => `    sudo rmmod ${moduleOf(b)}`)] : []];
    const readme = t('code.readme', { url: location.href.split('#')[0], steps: `\n${steps.join('\n')}\n\n${stage.builds.some(b => b.kind === 'go') ? t('code.readme.go') : ''}` });
    const { save } = await import('./save.js');
    save(name, pack({ name, files: bench.files, builds: stage.builds, readme }));
  }

  /** @returns {import('../lab/handover.js').LabState} */
  #state() {
    const { runner, output } = this;
    return {
      number: runner?.session.number ?? 0, asked: '', events: runner?.events ?? [], live: runner?.session.live ?? false, status: output?.panel.last,
      tab: output?.tabs.at ?? 0, scroll: 0, stage: this.stage?.name, program: runner?.program,
    };
  }

  /** What the page before showed of this lab: the stage, and its last run. */
  #restore(/** @type {import('../lab/handover.js').LabState} */ before) {
    const { runner, output } = this;
    if (!runner || !output) return;
    output.panel.last = before.status ?? output.panel.last;
    this.choose(before.stage ?? '');
    output.tabs.open(before.tab);
    this.ran = before.stage;
    if (before.live && before.program) runner.resume(before, this.#watcher(t('lab.live')));
  }
}
