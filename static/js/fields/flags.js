// SPDX-License-Identifier: Apache-2.0
// The bits of nlmsg_flags (include/uapi/linux/netlink.h), as buttons.
import { make } from '../dom.js';

/** From 0x100 on a bit's meaning depends on the type: of a GET | of a NEW message. */
const bits = /** @type {const} */ ([
  [0x1, 'REQUEST'], [0x2, 'MULTI'], [0x4, 'ACK'], [0x8, 'ECHO'], [0x10, 'DUMP_INTR'],
  [0x100, 'ROOT|REPLACE'], [0x200, 'MATCH|EXCL'], [0x400, 'ATOMIC|CREATE'], [0x800, 'APPEND'],
]);

/** How many bits mean the same in every message; the others have a line of their own. */
const common = bits.findIndex(([bit]) => bit >= 0x100);

/** flagButtons makes the buttons; toggle gets the new flags. @param {string} label @param {(flags: number) => void} toggle */
export function flagButtons(label, toggle) {
  let now = 0;
  const buttons = bits.map(([bit, name]) => make('button', {
    type: 'button', class: 'flag', 'aria-pressed': 'false', title: `NLM_F_${name.replace('|', ', NLM_F_')} = 0x${bit.toString(16)}`,
    onclick: () => toggle(now ^ bit),
  }, name));
  const group = make('div', { class: 'flags', role: 'group', 'aria-label': label }, 
    ...buttons.slice(0, common), make('span', { class: 'rest' }), ...buttons.slice(common));
  /** @param {number} flags */
  group.show = flags => {
    const changed = now ^ flags;
    now = flags;
    bits.forEach(([bit], i) => {
      if (changed & bit) buttons[i].setAttribute('aria-pressed', String((flags & bit) !== 0));
    });
  };
  return group;
}
