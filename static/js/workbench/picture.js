// SPDX-License-Identifier: Apache-2.0
// A picture of a message's bytes with the names and values of its fields: an SVG
// that stands alone, in the colours that the page has now.
import { edges, fieldClass, ownersOf } from '../bytes/cells.js';
import { hexByte } from '../hex.js';
import { nameOf } from './diff.js';

/** @typedef {import('../codec/codec.js').Tree} Tree */

const perRow = 16;
const cell = { w: 27, h: 30 };
const line = 21;
const left = 58;
const top = 54;

/** The most bytes and fields that a picture can show and still be looked at. */
export const mostBytes = 2048;

const escape = (/** @type {string} */ s) => s.replace(/[&<>"]/g, c => `&#${c.charCodeAt(0)};`).replace(/[\u0000-\u001f]/g, '·');

/** coloursOf reads a theme's colours off the page. @param {Element} on */
export function coloursOf(on) {
  const probe = document.createElement('span');
  on.append(probe);
  /** @param {string} cls @param {string} property */
  const read = (cls, property) => {
    probe.className = cls;
    probe.style.color = `var(${property})`;
    return getComputedStyle(probe).color;
  };
  /** @type {Map<string, {fill: string, line: string}>} */
  const fields = new Map();
  return {
    paper: read('', '--paper'), ink: read('', '--ink'), quiet: read('', '--ink-2'), warn: read('', '--warn'),
    /** @param {string} cls */
    field(cls) {
      const known = fields.get(cls) ?? { fill: read(cls, '--f'), line: read(cls, '--f-line') };
      fields.set(cls, known);
      return known;
    },
    done: () => probe.remove(),
  };
}

/**
 * picture draws a message.
 * @param {Uint8Array} bytes @param {Tree} tree @param {string} title
 * @param {Omit<ReturnType<typeof coloursOf>, 'done'>} colours
 */
export function picture(bytes, tree, title, colours) {
  const owners = ownersOf(bytes.length, tree);
  const rows = Math.ceil(bytes.length / perRow);
  const leaves = tree.nodes.map((n, i) => ({ n, i })).filter(({ n }) => n.leaf && n.kind !== 'padding' && n.name !== 'nla_len' && n.name !== 'nla_type');
  const width = left + perRow * cell.w + 176;
  const legend = top + rows * cell.h + 34;
  const height = legend + leaves.length * line + 20;
  const out = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="'IBM Plex Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace">`,
    `<title>${escape(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="${colours.paper}"/>`,
    `<text x="16" y="32" font-size="15" font-weight="600" fill="${colours.ink}">${escape(title)}</text>`,
  ];
  const wrong = new Set();
  for (const p of tree.problems) for (let i = p.offset; i < p.offset + p.length; i++) wrong.add(i);
  bytes.forEach((b, at) => {
    const n = tree.nodes[owners[at]];
    const c = colours.field(n ? fieldClass(n) : 'f-gap');
    const x = left + (at % perRow) * cell.w;
    const y = top + Math.floor(at / perRow) * cell.h;
    if (at % perRow === 0) out.push(`<text x="${left - 12}" y="${y + 20}" font-size="11" text-anchor="end" fill="${colours.quiet}">${at.toString(16).padStart(4, '0')}</text>`);
    out.push(`<rect x="${x}" y="${y}" width="${cell.w}" height="${cell.h}" fill="${c.fill}"/>`);
    out.push(`<text x="${x + cell.w / 2}" y="${y + 20}" font-size="13" text-anchor="middle" fill="${colours.ink}">${hexByte(b)}</text>`);
    if (wrong.has(at)) out.push(`<path d="M${x + 4} ${y + 25}h${cell.w - 8}" stroke="${colours.warn}" stroke-width="2" stroke-dasharray="3 2"/>`);
    if (n && n.offset === at && n.tag) out.push(`<text x="${x + 3}" y="${y + 9}" font-size="8" font-weight="700" fill="${c.line}">${escape(n.tag)}</text>`);
    const char = b >= 0x20 && b < 0x7f ? String.fromCharCode(b) : '·';
    out.push(`<text x="${left + perRow * cell.w + 16 + (at % perRow) * 9}" y="${y + 20}" font-size="13" fill="${colours.quiet}">${escape(char)}</text>`);
  });
  bytes.forEach((_, at) => {
    const n = tree.nodes[owners[at]];
    const x = left + (at % perRow) * cell.w;
    const y = top + Math.floor(at / perRow) * cell.h;
    const sides = { l: `M${x} ${y}v${cell.h}`, r: `M${x + cell.w} ${y}v${cell.h}`, t: `M${x} ${y}h${cell.w}`, b: `M${x} ${y + cell.h}h${cell.w}` };
    const d = [...edges(owners, at, perRow)].map(s => sides[/** @type {'l'} */ (s)]).join('');
    if (d) out.push(`<path d="${d}" fill="none" stroke="${colours.field(n ? fieldClass(n) : 'f-gap').line}" stroke-width="1.2" stroke-linecap="square"/>`);
  });
  leaves.forEach(({ n, i }, at) => {
    const y = legend + at * line;
    const c = colours.field(fieldClass(n));
    const depth = Math.max(0, n.depth - 2) * 14;
    out.push(`<rect x="${16 + depth}" y="${y - 11}" width="15" height="15" rx="2" fill="${c.fill}" stroke="${c.line}"/>`);
    out.push(`<text x="${23.5 + depth}" y="${y + 0.5}" font-size="10" font-weight="700" text-anchor="middle" fill="${colours.ink}">${escape(n.tag)}</text>`);
    out.push(`<text x="${40 + depth}" y="${y + 1}" font-size="12.5" fill="${colours.ink}">${escape(nameOf(tree, i))}</text>`);
    const value = n.value.length > 42 ? `${n.value.slice(0, 41)}…` : n.value;
    out.push(`<text x="${left + 250}" y="${y + 1}" font-size="12.5" fill="${colours.ink}">${escape(value)}</text>`);
    out.push(`<text x="${width - 16}" y="${y + 1}" font-size="11" text-anchor="end" fill="${colours.quiet}">${n.offset} +${n.length}</text>`);
  });
  out.push('</svg>');
  return out.join('\n');
}

/** toPNG draws an SVG into a PNG at twice its size. @param {string} svg @returns {Promise<Blob>} */
export async function toPNG(svg) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.naturalWidth * 2;
  canvas.height = image.naturalHeight * 2;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  context.scale(2, 2);
  context.drawImage(image, 0, 0);
  return new Promise((done, fail) => canvas.toBlob(b => (b ? done(b) : fail(new Error('the picture is too large for this browser'))), 'image/png'));
}
