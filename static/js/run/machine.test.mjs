// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Machine } from './machine.js';

class Wire extends EventTarget {
  resets = 0;
  reset() { this.resets++; }
  say(type, body) {
    this.dispatchEvent(Object.assign(new Event('frame'), { detail: { type, body } }));
  }
}

const module = { steps: [{ op: 'insert' }, { op: 'exec' }] };
const plain = { steps: [{ op: 'open' }] };

test('a machine in which a module was inserted is not used again', () => {
  const wire = new Wire();
  const machine = new Machine(wire);
  wire.say('status', { state: 'ready' });
  machine.claim(1, module);
  assert.equal(wire.resets, 0, 'it is clean yet');
  wire.say('event', { kind: 'start', run: 1 });
  machine.claim(2, plain);
  assert.equal(wire.resets, 1);
  wire.say('status', { state: 'ended' });
  wire.say('status', { state: 'ready' });
  machine.claim(3, plain);
  assert.equal(wire.resets, 1, 'the new one is clean');
});

test('a run that was refused changes nothing', () => {
  const wire = new Wire();
  const machine = new Machine(wire);
  wire.say('status', { state: 'ready' });
  machine.claim(1, module);
  wire.say('refused', { run: 1, code: 'bad-program' });
  machine.claim(2, plain);
  assert.equal(wire.resets, 0);
});

test('a machine is asked for ahead of a run, once', () => {
  const wire = new Wire();
  const machine = new Machine(wire);
  machine.prepare();
  machine.prepare();
  assert.equal(wire.resets, 1);
});

test('after a panic another machine is there by itself', () => {
  const wire = new Wire();
  const machine = new Machine(wire);
  machine.claim(1, module);
  wire.say('event', { kind: 'start', run: 1 });
  wire.say('status', { state: 'ended', code: 'panic' });
  wire.say('status', { state: 'starting' });
  machine.prepare();
  assert.equal(wire.resets, 0);
});
