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

function fakeHub() {
  const hub = { seq: 0, kept: [], hellos: [], sockets: [], drop: 0, fail: 0 };
  hub.tell = (socket, frame) => {
    if (frame.type !== 'welcome') {
      frame.seq = ++hub.seq;
      hub.kept.push(frame);
    }
    if (socket.open) socket.onmessage({ data: new TextEncoder().encode(JSON.stringify(frame)).buffer });
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

    send(frame) {
      if (frame.type === 'hello') {
        hub.hellos.push(frame);
        const missed = hub.kept.filter(k => k.seq > frame.last);
        hub.tell(this, { type: 'welcome', body: { session: 's', resumed: frame.last > 0 } });
        for (const f of missed) this.onmessage({ data: new TextEncoder().encode(JSON.stringify(f)).buffer });
      } else if (frame.type === 'run') {
        for (const e of events) hub.tell(this, { type: 'event', body: { ...e, run: frame.id } });
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

  test(`${name}: stop ends a run with an end event`, async () => {
    const transport = make();
    const got = listen(transport);
    transport.run(1, { steps: [] });
    transport.stop();
    await settle();
    assert.equal(got.frames.at(-1).body.kind, 'end');
    assert.equal(got.frames.at(-1).body.name, 'stopped');
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
