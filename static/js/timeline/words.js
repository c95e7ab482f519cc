// SPDX-License-Identifier: Apache-2.0
// Events in words, as site.EventText in Go has them.
import { known, t } from '../page/words.js';
import { MSG_TRUNC } from './model.js';
import { printed } from './printed.js';

/** @param {any} e an event's JSON @returns {string} '' for an event that needs no words */
export function eventText(e) {
  const n = (e.data ?? '').length / 2;
  const lane = e.lane ?? '';
  const groups = e.remote?.groups ? `0x${e.remote.groups.toString(16)}` : '';
  const port = e.remote?.port ?? 0;
  switch (e.kind) {
    case 'enter':
      return t('event.enter', { lane, name: e.name, args: (e.args ?? []).map((/** @type {string[]} */ a) => a.join('=')).join(', ') });
    case 'return':
      return t('event.return', { lane, name: e.name, ret: `${e.ret ?? 0}${e.errno ? ` ${e.errno}` : ''}` });
    case 'sent':
      return groups ? t('event.sent.groups', { lane, n, groups }) : t('event.sent', { lane, n, port });
    case 'received':
      if (!e.full && (e.flags ?? 0) & MSG_TRUNC) return t('event.received.trunc', { lane, n, port });
      if (e.full) return t('event.received.cut', { lane, n, full: e.full });
      return groups ? t('event.received.group', { lane, n, port, group: groups }) : t('event.received', { lane, n, port });
    case 'log':
      return t('event.log', { text: e.text ?? '' });
    case 'note':
      return known(`note.${e.name}`) ? t(`note.${e.name}`, { text: e.text ?? '' }) : t('event.note', { text: e.text ?? '' });
    case 'output':
      return t('event.output', { lane, name: e.name ?? '', text: printed(e.data ?? '').trimEnd() });
    case 'exit':
      return t('event.exit', { lane, text: `${e.name ?? ''} ${e.ret ?? 0}` });
    case 'panic':
      return t('event.panic');
    case 'file':
      return t('event.file', { lane, name: e.name });
    case 'end':
      return t('event.end', { text: t(`end.${e.name}`) });
  }
  return '';
}
