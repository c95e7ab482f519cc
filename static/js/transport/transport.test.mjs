// SPDX-License-Identifier: Apache-2.0
// What every transport keeps (transport.js), tried on each of them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RecordedTransport } from './recorded.js';
import { WebsocketTransport } from './websocket.js';

const events = [{ seq: 1, kind: 'start', t: 0 }, { seq: 2, kind: 'note', t: 1e6 }, { seq: 3, kind: 'end', name: 'done', t: 2e6 }];
const turn = () => new Promise(setImmediate);
const settle = async () => { for (let i = 0; i < 20; i++) await turn(); };

/** A codec whose frames are JSON, and a hub that answers a run with events. */
const codec = {
  runFrame: (id, program) => {
    if (!program.steps) throw Object.assign(new Error('no steps'), { path: 'steps' });
    return { type: 'run', id };
  },
  stopFrame: () => ({ type: 'stop' }), resetFrame: () => ({ type: 'reset' }),
  helloFrame: h => ({ type: 'hello', ...h }), frame: bytes => JSON.parse(new TextDecoder().decode(bytes)),
};

const encode = frame => new TextEncoder().encode(JSON.stringify(frame)).buffer;

function fakeHub() {
  const hub = { seq: 0, kept: [], hellos: [], sockets: [], drop: 0, fail: 0 };
  hub.tell = (socket, frame) => {
    if (frame.type !== 'welcome') {
      frame.seq = ++hub.seq;
      hub.kept.push(frame);
    }
    if (socket.open) socket.onmessage({ data: encode(frame) });
    if (hub.drop && hub.seq === hub.drop) {
      hub.drop = 0;
      socket.close();
    }
  };
  class Socket {
    constructor() {
      hub.sockets.push(this);
      this.open = true;
      setImmediate(() => this.onopen());
    }

    get readyState() { return this.open ? 1 : 3; }

    send(frame) {
      if (!this.open || (hub.deaf && frame.type === 'run')) return;
      if (frame.type === 'hello') {
        hub.hellos.push(frame);
        if (frame.session && hub.forgets) {
          this.onmessage({ data: encode({ type: 'refused', body: { code: 'expired' } }) });
          this.close();
          return;
        }
        const missed = hub.kept.filter(k => k.seq > frame.last);
        hub.tell(this, { type: 'welcome', body: { session: 's', resumed: frame.last > 0 } });
        for (const f of missed) this.onmessage({ data: encode(f) });
      } else if (frame.type === 'run') {
        if (!hub.silent) for (const e of events) hub.tell(this, { type: 'event', body: { ...e, run: frame.id } });
      } else if (frame.type === 'stop') {
        hub.tell(this, { type: 'event', body: { kind: 'end', name: 'stopped', run: 1 } });
      }
    }

    close() {
      this.open = false;
      setImmediate(() => this.onclose({ reason: '' }));
    }
  }
  hub.world = {
    fetch: async () => { if (hub.fail-- > 0) throw new Error('no network'); return { ok: true, json: async () => ({ token: 't' }) }; },
    WebSocket: Socket, wait: after => setImmediate(after), here: 'https://example.test/en/',
  };
  return hub;
}

const transports = {
  websocket: () => new WebsocketTransport('', codec, fakeHub().world),
  recorded: () => new RecordedTransport({ kernel: 'k', accel: 'tcg', events }, after => setImmediate(after)),
};

function listen(transport) {
  const got = { frames: [], states: [] };
  transport.addEventListener('frame', e => got.frames.push(e.detail));
  transport.addEventListener('state', e => got.states.push(e.detail));
  return got;
}

for (const [name, make] of Object.entries(transports)) {
  test(`${name}: a run's events come once, in order, with its id`, async () => {
    const transport = make();
    const got = listen(transport);
    transport.run(7, { steps: [] });
    await settle();
    const mine = got.frames.filter(f => f.type === 'event').map(f => f.body);
    assert.deepEqual(mine.map(e => e.seq), [1, 2, 3]);
    assert.ok(mine.every(e => e.run === 7));
    assert.equal(mine.at(-1).kind, 'end');
    assert.ok(got.states.includes('open'));
  });

  test(`${name}: stop ends a run, and says so`, async () => {
    const transport = make();
    const got = listen(transport);
    transport.run(1, { steps: [] });
    transport.stop();
    await settle();
    const { type, body } = got.frames.at(-1);
    assert.deepEqual([type, type === 'event' ? body.kind : 'end', body.name ?? body.code], [type, 'end', 'stopped']);
  });
}

test('websocket: a dropped connection loses and repeats nothing', async () => {
  const hub = fakeHub();
  hub.drop = 2;
  const transport = new WebsocketTransport('', codec, hub.world);
  const got = listen(transport);
  transport.run(1, { steps: [] });
  await settle();
  assert.deepEqual(got.frames.filter(f => f.type === 'event').map(f => f.body.seq), [1, 2, 3]);
  assert.deepEqual(hub.hellos.map(h => [h.session, h.last]), [['', 0], ['s', 2]]);
  assert.ok(got.states.includes('lost'));
});

test('websocket: a run asked for while the server forgot the session goes to a new one, unseen', async () => {
  const hub = fakeHub();
  const transport = new WebsocketTransport('', codec, hub.world);
  transport.run(1, { steps: [] });
  await settle();
  hub.forgets = true;
  hub.sockets.at(-1).close();
  const got = listen(transport);
  transport.run(2, { steps: [] });
  await settle();
  assert.deepEqual(got.frames.map(f => f.type), ['event', 'event', 'event']);
  assert.equal(got.frames.at(-1).body.run, 2);
});

test('websocket: a run that was going on in a session that is gone is refused by its number', async () => {
  const hub = fakeHub();
  hub.silent = true;
  const transport = new WebsocketTransport('', codec, hub.world);
  transport.run(5, { steps: [] });
  await settle();
  hub.tell(hub.sockets.at(-1), { type: 'status', body: { state: 'starting' } });
  hub.forgets = true;
  const got = listen(transport);
  hub.sockets.at(-1).close();
  await settle();
  assert.deepEqual(got.frames.map(f => [f.type, f.body.code, f.body.run]), [['refused', 'expired', 5]]);
  assert.equal(transport.thread(), null);
});

test('websocket: a run that was lost on the way is asked for once more', async () => {
  const hub = fakeHub();
  hub.deaf = true;
  const transport = new WebsocketTransport('', codec, hub.world);
  const got = listen(transport);
  transport.run(1, { steps: [] });
  await settle();
  assert.deepEqual(got.frames, []);
  hub.deaf = false;
  hub.sockets.at(-1).close();
  await settle();
  assert.deepEqual(got.frames.map(f => f.body.seq), [1, 2, 3]);
});

test('websocket: a run is given up while there is no server', async () => {
  const hub = fakeHub();
  hub.fail = Infinity;
  hub.world.wait = () => {};
  const transport = new WebsocketTransport('', codec, hub.world);
  const got = listen(transport);
  transport.run(4, { steps: [] });
  transport.stop();
  await settle();
  assert.deepEqual(got.frames.map(f => [f.type, f.body.run, f.body.code]), [['refused', 4, 'stopped']]);
  assert.deepEqual(transport.waiting, []);
});

test('websocket: a session that ends while nothing is going on troubles nobody', async () => {
  const hub = fakeHub();
  const transport = new WebsocketTransport('', codec, hub.world);
  transport.run(1, { steps: [] });
  await settle();
  hub.forgets = true;
  const got = listen(transport);
  hub.sockets.at(-1).close();
  await settle();
  assert.deepEqual(got.frames.map(f => [f.type, f.body.state]), [['status', 'none']]);
});

test('websocket: the next page goes on with the session, and hears the rest of its run', async () => {
  const hub = fakeHub();
  hub.silent = true;
  const first = new WebsocketTransport('', codec, hub.world);
  first.run(3, { steps: [] });
  await settle();
  const thread = first.thread();
  assert.deepEqual(thread, { session: 's', last: 0, active: 3 });
  const second = new WebsocketTransport('', codec, hub.world);
  const got = listen(second);
  second.resume(thread);
  await settle();
  hub.tell(hub.sockets.at(-1), { type: 'event', body: { kind: 'end', name: 'done', run: 3 } });
  assert.equal(got.frames.at(-1).body.run, 3);
  assert.equal(second.active, 0);
  assert.equal(hub.hellos.at(-1).session, 's');
});

test('websocket: it goes on trying while there is no network', async () => {
  const hub = fakeHub();
  hub.fail = 3;
  const transport = new WebsocketTransport('', codec, hub.world);
  const got = listen(transport);
  transport.run(1, { steps: [] });
  await settle();
  assert.equal(got.states.filter(s => s === 'lost').length, 3);
  assert.equal(got.frames.at(-1).body.kind, 'end');
});

test('websocket: a program that cannot be run throws with its place', () => {
  const transport = new WebsocketTransport('', codec, fakeHub().world);
  assert.throws(() => transport.run(1, {}), e => e.path === 'steps');
});

test('websocket: what is typed goes in pieces to the active run, and its end with the last one', () => {
  const typed = [];
  const transport = new WebsocketTransport('', { ...codec, inputFrame: (run, step, bytes, eof) => { typed.push([run, step, bytes.length, eof]); return {}; } }, fakeHub().world);
  transport.run(6, { steps: [] });
  transport.input(2, new Uint8Array(5000), true);
  transport.input(2, new Uint8Array(0), true);
  assert.deepEqual(typed, [[6, 2, 4096, false], [6, 2, 904, true], [6, 2, 0, true]]);
});
