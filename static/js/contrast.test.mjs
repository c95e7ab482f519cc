// SPDX-License-Identifier: Apache-2.0
// The ink can be read on every field's colour, in light and in dark.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const sheet = name => readFileSync(new URL(`../css/${name}.css`, import.meta.url), 'utf8');
const pairs = css => new Map([...css.matchAll(/--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g)].map(m => [m[1], [m[2], m[3]]]));
const base = pairs(sheet('base'));
const fields = pairs(sheet('lab-fields'));

function luminance(hex) {
  const part = i => {
    const c = Number.parseInt(hex.slice(i, i + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
}

/** contrast is WCAG's ratio of two colours. */
function contrast(a, b) {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

for (const [i, theme] of ['light', 'dark'].entries()) {
  test(`the ink is at least 4.5:1 on every field in ${theme}`, () => {
    assert.ok(fields.size >= 26);
    for (const [name, colours] of fields) {
      if (name.endsWith('-line')) continue;
      const ratio = contrast(base.get('ink')[i], colours[i]);
      assert.ok(ratio >= 4.5, `--${name}: ${ratio.toFixed(2)}`);
    }
  });

  test(`a field's line is at least 3:1 on the paper and on its fill in ${theme}`, () => {
    for (const [name, colours] of fields) {
      if (!name.endsWith('-line')) continue;
      const fill = fields.get(name.replace(/-line$/, ''));
      assert.ok(contrast(colours[i], base.get('paper')[i]) >= 3, `--${name} on paper: ${contrast(colours[i], base.get('paper')[i]).toFixed(2)}`);
      assert.ok(contrast(colours[i], fill[i]) >= 3, `--${name} on its fill: ${contrast(colours[i], fill[i]).toFixed(2)}`);
    }
  });
}
