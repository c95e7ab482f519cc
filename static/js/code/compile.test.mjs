// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Compiler } from './compile.js';

const lines = (...objects) => new Response(objects.map(o => JSON.stringify(o)).join('\n') + '\n', { headers: { 'Content-Type': 'application/x-ndjson' } });

/** server answers requests to api/compile from a list, and counts tokens. */
function server(...answers) {
  const s = { tokens: 0, asked: [] };
  s.fetch = async (url, how) => {
    if (url.endsWith('/api/session')) return Response.json({ token: `t${++s.tokens}` });
    s.asked.push(how);
    const next = answers.shift();
    if (next instanceof Error) throw next;
    return next;
  };
  return s;
}

const job = { kind: 'program', main: 'user.c', files: { 'user.c': '' } };
const signal = new AbortController().signal;

test('places in the queue are told, then the result', async () => {
  const s = server(lines({ queued: 2 }, { queued: 1 }, { ok: true, id: 'x', took_ms: 7 }));
  const places = [];
  const r = await new Compiler('/docs', s.fetch).compile(job, signal, p => places.push(p.queued));
  assert.deepEqual([places, r.id], [[2, 1], 'x']);
  assert.equal(s.asked[0].headers['Netlinklab-Token'], 't1');
});

test('what is prepared first is told and waited for', async t => {
  const told = [];
  const tell = p => told.push(p.preparing ?? p.queued);
  const s = server(lines({ preparing: 'go' }, { queued: 1 }, { ok: true, id: 'x' }));
  assert.equal((await new Compiler('', s.fetch).compile(job, signal, tell)).id, 'x');
  assert.deepEqual(told.splice(0), ['go', 1]);
  await assert.rejects(new Compiler('', server(lines({ preparing: 'go' })).fetch).compile(job, signal, tell), { code: 'offline' });
  told.splice(0);
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const coming = () => lines({ error: { code: 'compiler-coming', text: 'soon' } });
  const young = server(coming(), coming(), lines({ ok: true, id: 'y' }));
  const result = new Compiler('', young.fetch).compile(job, signal, p => {
    tell(p);
    setImmediate(() => t.mock.timers.tick(1000));
  });
  assert.equal((await result).id, 'y');
  assert.deepEqual(told, ['compiler', 'compiler']);
  const stopped = new AbortController();
  await assert.rejects(new Compiler('', server(coming()).fetch).compile(job, stopped.signal, () => setImmediate(() => stopped.abort())), { name: 'AbortError' });
});

test('a token of an older server is replaced, once', async () => {
  const wrong = () => lines({ error: { code: 'bad-token', text: '' } });
  const s = server(wrong(), lines({ ok: true, id: 'x' }));
  assert.equal((await new Compiler('', s.fetch).compile(job, signal, () => {})).id, 'x');
  assert.equal(s.tokens, 2);
  await assert.rejects(new Compiler('', server(wrong(), wrong()).fetch).compile(job, signal, () => {}), { code: 'bad-token' });
});

test('errors keep their code and their file', async () => {
  const s = server(lines({ error: { code: 'bad-job', file: 'a b.c', text: 'no' } }));
  await assert.rejects(new Compiler('', s.fetch).compile(job, signal, () => {}), { code: 'bad-job', file: 'a b.c' });
});

test('no answer, half an answer and no compiler are told apart', async () => {
  const ask = answer => new Compiler('', server(answer).fetch).compile(job, signal, () => {});
  await assert.rejects(ask(new TypeError('network')), { code: 'offline' });
  await assert.rejects(ask(lines({ queued: 1 })), { code: 'offline' });
  await assert.rejects(ask(new Response('<html>', { status: 404 })), { code: 'no-compiler' });
  await assert.rejects(ask(new Response('<html>', { status: 502 })), { code: 'offline' });
});

test('who stops gets no error of the network', async () => {
  const c = new AbortController();
  const s = server(Object.assign(new Error('aborted'), { name: 'AbortError' }));
  c.abort();
  await assert.rejects(new Compiler('', s.fetch).compile(job, c.signal, () => {}), { name: 'AbortError' });
});
