// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { callTree } from './calls.js';
import { byFile, gathered, merge, range, unitsBefore } from './diagnostics.js';
import { Drafts } from './drafts.js';
import { jobOf, withIDs } from './jobs.js';
import { marksOf } from './marks.js';
import { outcome } from './outcome.js';
import { pack } from './pack.js';
import { programOf, typedInto } from './stage.js';

const module = { kind: 'module', main: 'module.c', name: 'hello', out: 'hello.ko' };
const program = { kind: 'program', main: 'user.c', out: 'user' };
const files = [{ name: 'user.c', text: 'u' }, { name: 'module.c', text: 'm' }, { name: 'test30.h', text: 'h' }];

test('a job has its own file and the headers, so that another file changes nothing', () => {
  assert.deepEqual(jobOf(module, files), { kind: 'module', main: 'module.c', name: 'hello', files: { 'module.c': 'm', 'test30.h': 'h' } });
  assert.deepEqual(jobOf(program, files), { kind: 'program', main: 'user.c', files: { 'user.c': 'u', 'test30.h': 'h' } });
  assert.deepEqual(jobOf({ kind: 'go', main: 'main.go', out: 'x' }, [{ name: 'main.go', text: 'g' }, ...files]).files, { 'main.go': 'g' });
});

test('ids come into the program by the name of what was built', () => {
  const asked = { files: [{ name: 'hello.ko' }, { name: 'user' }], steps: [] };
  assert.deepEqual(withIDs(asked, { user: '2', 'hello.ko': '1' }).files, [{ name: 'hello.ko', id: '1' }, { name: 'user', id: '2' }]);
  assert.equal(asked.files[0].id, undefined);
});

test('drafts are kept by lesson, lab, stage and file, and a full store is survived', () => {
  const kept = new Map();
  const store = { getItem: k => kept.get(k) ?? null, setItem: (k, v) => void kept.set(k, v), removeItem: k => void kept.delete(k) };
  const d = new Drafts(store, 'hello-kernel/echo');
  assert.equal(d.write('mended', files[0], 'other'), true);
  assert.equal(new Drafts(store, 'hello-kernel/echo').text('mended', files[0]), 'other');
  assert.equal(new Drafts(store, 'hello-kernel/echo').text('extended', files[0]), 'u');
  d.write('mended', files[0], 'u');
  assert.equal(kept.size, 0, 'what is the lesson\'s own takes no room');
  const full = new Drafts({ ...store, setItem: () => { throw new DOMException('', 'QuotaExceededError'); } }, 'x/y');
  assert.equal(full.write('mended', files[0], 'other'), false);
  assert.equal(full.text('mended', files[0]), 'other', 'the page keeps it');
  assert.equal(full.edited('mended', files[0]), true);
});

test('a column counts bytes, an editor UTF-16 units', () => {
  assert.equal(unitsBefore('é→😀x', 2 + 3 + 4), 4);
  const text = 'int a;\n\tchar *s = "é"; foo(s);\n';
  const at = text.indexOf('foo');
  const column = Buffer.byteLength(text.slice(text.indexOf('\n') + 1, at)) + 1;
  assert.deepEqual(range(text, { severity: 'error', line: 2, column, text: '' }), { from: at, to: at + 3 });
  assert.deepEqual(range(text, { severity: 'error', line: 2, column, end_line: 2, end_column: column + 5, text: '' }), { from: at, to: at + 6 });
  assert.equal(range(text, { severity: 'error', line: 9, column: 1, text: '' }), null);
  assert.deepEqual(range('ab', { severity: 'error', line: 1, column: 40, text: '' }), { from: 2, to: 2 });
});

test('what has a line and no column is about the line', () => {
  assert.deepEqual(range('a;\n\t  b;  \n', { severity: 'error', line: 2, text: '' }), { from: 6, to: 8 });
  assert.deepEqual(range('a;\n\n', { severity: 'error', line: 2, text: '' }), { from: 3, to: 3 });
});

test('a kernel\'s bug marks its line, whose memory it was, and the way there, each line once', () => {
  const marks = marksOf([{ kind: 'use-after-free', function: 'drop', file: 'module.c', line: 9, module: 'lab', address: '', freed: 'module.c:9', allocated: 'module.c:7',
    trace: 'drop module.c:9\nfree skbuff.c:70\ninput module.c:21\ninput module.c:21\nnetlink_unicast' }]);
  assert.deepEqual(marks.map(m => [m.kernel, m.severity, m.file, m.line]),
    [['here', 'error', 'module.c', 9], ['allocated', 'note', 'module.c', 7], ['trace', 'note', 'skbuff.c', 70], ['trace', 'note', 'module.c', 21]]);
  assert.deepEqual(marksOf([{ kind: 'stuck', function: 'f', file: '', line: 0, module: '', address: '', freed: '', allocated: '', trace: 'f\n' }]), []);
});

test('what two builds say of one header is said once', () => {
  const d = { severity: 'warning', file: 'a.h', line: 1, column: 1, text: 'x' };
  assert.deepEqual(merge([[d], [{ ...d }, { ...d, line: 2 }]]), [d, { ...d, line: 2 }]);
});

const call = (kind, name, more = {}) => ({ kind, name, lane: 'user', call: 7, args: Object.entries(more) });

test('what is said stands in the order of the tabs, with its notes', () => {
  const error = (file, text) => ({ severity: 'error', file, line: 1, text });
  const list = [error('module.c', 'a'), { severity: 'note', file: 'netlink.h', line: 9, text: 'declared here' }, error('user.c', 'b'), error(undefined, 'c')];
  const ordered = byFile(list, ['user.c', 'module.c']);
  assert.deepEqual(ordered.map(d => d.text), ['c', 'b', 'a', 'declared here']);
  assert.deepEqual(gathered(ordered).map(d => [d.text, d.notes?.length ?? 0]), [['c', 0], ['b', 0], ['a', 1]]);
});

test('a program that reads its standard input has a terminal, and time for it', () => {
  const stage = { builds: [module, program], program: { timeout_ms: 20_000, steps: [{ op: 'insert', name: 'hello.ko' }, { op: 'exec', name: 'user' }] } };
  const of = text => typedInto(programOf(stage), stage.builds, [{ name: 'user.c', text }, { name: 'module.c', text: 'fgets(stdin)' }]);
  for (const text of ['fgets(b, sizeof(b), stdin)', 'read(0, b, 1)', 'while (getchar() != EOF)', 'scanf("%d", &n)', 'bufio.NewReader(os.Stdin)']) {
    assert.deepEqual([of(text).timeout_ms, of(text).steps[1].terminal], [60_000, true], text);
  }
  for (const text of ['recv(fd, b, 1, 0)', 'spread(0, 1)', 'pread(fd, b, 1, 0)']) assert.equal(of(text), stage.program, text);
});

test('kernel functions stand in their callers, in their system call', () => {
  const tree = callTree([
    { kind: 'enter', name: 'sendmsg', lane: 'user', call: 7 },
    call('call', 'netlink_sendmsg', { depth: '0' }), call('call', 'netlink_unicast', { depth: '1' }),
    call('call', 'input', { depth: '2', module: 'hello' }),
    { kind: 'note', name: 'xray-stack', lane: 'user', text: 'input\nnetlink_unicast' },
    call('callret', 'input', { duration_ns: '1500' }), call('callret', 'netlink_unicast', { duration_ns: '4000' }),
    call('callret', 'lost', { duration_ns: '1' }), call('callret', 'netlink_sendmsg', { duration_ns: '9000' }),
    { ...call('call', 'softirq'), lane: 'kernel', call: 0 },
  ]);
  assert.equal(tree.length, 2);
  assert.equal(tree[0].name, 'sendmsg');
  const input = tree[0].roots[0].inner[0].inner[0];
  assert.deepEqual([input.name, input.module, input.ns, input.open, input.stack], ['input', 'hello', 1500, false, 'input\nnetlink_unicast']);
  assert.equal(tree[0].roots[0].ns, 9000);
  assert.equal(tree[1].roots[0].open, true);
});

test('the outcome names programs, signals, modules and what the kernel died of', () => {
  const steps = [{ op: 'insert', name: 'hello.ko' }, { op: 'exec', name: 'user' }, { op: 'open' }];
  const o = outcome({ steps }, [
    { kind: 'return', step: 0, name: 'finit_module', lane: 'root', errno: 'EINVAL', ret: -1 },
    { kind: 'enter', step: 1, name: 'socket', lane: 'user' }, { kind: 'exit', step: -1, lane: 'user', ret: 3 },
    { kind: 'exit', step: -1, lane: 'agent', ret: 0 },
    { kind: 'note', name: 'oops', lane: 'kernel', args: [['kind', 'null-dereference'], ['file', 'module.c'], ['line', '42'], ['function', 'input']], text: 'input module.c:42' },
    { kind: 'panic', lane: 'kernel' }, { kind: 'end', name: 'panic' },
  ]);
  assert.deepEqual(o.exits, [{ lane: 'user', name: 'user', status: 3, signal: '' }]);
  assert.deepEqual(o.failed, [{ name: 'hello.ko', op: 'insert', errno: 'EINVAL' }]);
  assert.deepEqual([o.oopses[0].kind, o.oopses[0].file, o.oopses[0].line, o.panic, o.end], ['null-dereference', 'module.c', 42, true, 'panic']);
});

test('processes of one program are told apart by their lanes', () => {
  const steps = [{ actor: 'listener 1', op: 'exec', name: 'listen' }, { actor: 'listener 2', op: 'exec', name: 'listen' }, { actor: 'asks', op: 'exec', name: 'ask' }, { actor: 'asks', op: 'exec', name: 'ask' }];
  const o = outcome({ steps }, [
    { kind: 'exit', step: 1, lane: 'listener 2', ret: 0 }, { kind: 'exit', step: 0, lane: 'listener 1', name: 'SIGSEGV' },
    { kind: 'exit', step: 2, lane: 'asks', ret: 1 }, { kind: 'exit', step: 3, lane: 'asks', ret: 0 },
  ]);
  assert.deepEqual(o.exits.map(e => [e.name, e.status, e.signal]), [['listener 2', 0, ''], ['listener 1', 0, 'SIGSEGV'], ['ask', 1, ''], ['ask', 0, '']]);
});

test('an archive builds with the kernel\'s own build and with the Go version of this project', () => {
  const all = pack({ name: 'echo', files, builds: [module, program, { kind: 'go', main: 'main.go', out: 'user-go' }], readme: 'r' });
  const text = name => all.find(f => f.name === name)?.text ?? '';
  assert.equal(text('Kbuild'), 'obj-m += hello.o\nhello-y := module.o\n');
  assert.match(text('Makefile'), /^KDIR \?= \/lib\/modules\/\$\(shell uname -r\)\/build$/m);
  assert.match(text('Makefile'), /^user: user\.c\n\t\$\(CC\)/m);
  const version = /mdlayher\/netlink v[\d.]+/.exec(readFileSync(new URL('../../../go.mod', import.meta.url), 'utf8'))[0];
  assert.match(text('go.mod'), new RegExp(version.replaceAll('.', '\\.')));
});
