// SPDX-License-Identifier: Apache-2.0
// The workbench, in a real browser, with a real kernel behind it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { watch } from './browser.mjs';
import { violations } from './lab.mjs';
import { setting } from './setting.mjs';

const patience = { timeout: 30_000 };
const sample = name => new URL(`../js/workbench/samples/${name}.pcap`, import.meta.url);

const here = setting();

/** bench opens the workbench; done() ends it and says what went wrong on it. */
async function bench(lang = 'en', options = {}, fragment = '') {
  const { context, page, troubles } = await here.visit(`${lang}/workbench${fragment}`, { reducedMotion: 'reduce', viewport: { width: 1440, height: 1400 }, acceptDownloads: true, ...options });
  await page.locator('nl-workbench[ready]').waitFor(patience);
  return {
    page, context,
    async done() {
      assert.deepEqual(troubles, []);
      await context.close();
    },
  };
}

const names = page => page.locator('nl-messages .item .name').allInnerTexts();
const title = page => page.locator('nl-workbench .title').innerText();

/** value is what the tree shows for a name, the first of that name. */
const line = (page, name) => page.locator('nl-tree .line:not(.head)', { has: page.locator('.label', { hasText: new RegExp(`^${name}$`) }) }).first();
const value = (page, name) => line(page, name).locator('.c-value').innerText();

async function paste(page, text) {
  await page.locator('#paste').fill(text);
  await page.locator('#paste').press('Enter');
}

/** made puts what a document describes on the list. */
const made = (page, what) => page.evaluate(d => {
  const { codec, bench } = document.querySelector('nl-workbench');
  bench.add([{ ...codec.build(d), direction: 1, packet: -1, time: 0n }]);
}, what);

for (const lang of ['en', 'zh']) {
  for (const colorScheme of ['light', 'dark']) {
    test(`${lang}: the workbench is sound in ${colorScheme}, also comparing and taking away`, async () => {
      const { page, done } = await bench(lang, { colorScheme });
      assert.deepEqual(await violations(page), []);
      await page.locator('[data-do="compare"]').click();
      await page.locator('nl-messages .item').first().click();
      await page.locator('nl-compare:not([hidden])').waitFor();
      assert.deepEqual(await violations(page), []);
      await page.locator('[data-do="take"]').click();
      assert.deepEqual(await violations(page), []);
      await page.locator('dialog.take input[value="svg"]').check();
      assert.deepEqual(await violations(page), []);
      await page.locator('dialog.take:not(.build) .shut').click();
      await page.locator('[data-do="new"]').click();
      await page.locator('dialog.build .nest > select').last().selectOption({ label: 'IFLA_IFNAME' });
      assert.deepEqual(await violations(page), []);
      await page.locator('dialog.build .shut').click();
      await made(page, { op: 'rt-route/newroute', attrs: { RTA_MULTIPATH: [{ rtnh_ifindex: 2 }] } });
      await page.locator('[data-do="reopen"]').click();
      assert.deepEqual(await violations(page), []);
      await done();
    });
  }
}

test('hex that is pasted becomes a message, and says what it is read as', async () => {
  const { page, done } = await bench();
  await paste(page, '14 00 00 00 12 00 01 03 01 00 00 00 00 00 00 00 00 00 00 00');
  assert.equal(await title(page), 'RTM_GETLINK');
  assert.match(await page.locator('.intake .said').innerText(), /1 messages, read as plain hex/);
  await paste(page, '14 0g 00');
  assert.match(await page.locator('.intake .said').innerText(), /Line 1, column 5: this is no hex digit/);
  assert.equal(await page.locator('#paste').inputValue(), '14 0g 00');
  await done();
});

test('zh: bytes that are no message have a Chinese name in the list, the tree and what is said of them', async () => {
  const { page, done } = await bench('zh');
  await paste(page, '15 00');
  const said = '没有名字的字节';
  assert.equal(await title(page), said);
  assert.equal((await names(page)).at(-1), said);
  assert.equal(await page.locator('nl-tree .line:not(.head) .label').innerText(), said);
  await page.locator('.one nl-bytes .byte').first().click();
  assert.match(await page.locator('.one .explain').innerText(), new RegExp(`^${said}`));
  await page.locator('[data-do="take"]').click();
  await page.locator('dialog.take input[value="iframe"]').check();
  await page.locator('dialog.take pre', { hasText: `title="${said}"` }).waitFor(patience);
  await done();
});

test('a capture that is dropped fills the list', async () => {
  const { page, done } = await bench();
  const data = readFileSync(sample('links')).toString('base64');
  await page.evaluate(b64 => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([Uint8Array.from(atob(b64), c => c.charCodeAt(0))], 'links.pcap'));
    const root = document.querySelector('nl-workbench');
    for (const type of ['dragenter', 'dragover', 'drop']) root.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, data);
  await page.locator('.intake .said', { hasText: 'links.pcap: 8 messages' }).waitFor(patience);
  await page.locator('nl-messages .rows').focus();
  await page.keyboard.press('End');
  assert.equal(await title(page), 'NLMSG_DONE');
  await done();
});

test('fields and bytes are edited, and undone', async () => {
  const { page, done } = await bench();
  assert.equal(await title(page), 'RTM_NEWADDR');
  await line(page, 'ifa_prefixlen').locator('.c-value').click();
  await page.locator('input.edit').fill('32');
  assert.equal(await page.locator('.one nl-bytes .byte').nth(17).innerText(), '20');
  await page.locator('input.edit').fill('nonsense');
  assert.match(await page.locator('.edit .trouble').innerText(), /number/);
  await page.locator('input.edit').press('Escape');
  assert.equal(await value(page, 'ifa_prefixlen'), '24');
  await page.locator('.one nl-bytes .byte').nth(17).click();
  await page.keyboard.type('08');
  assert.equal(await value(page, 'ifa_prefixlen'), '8');
  await page.keyboard.press('Control+z');
  assert.equal(await value(page, 'ifa_prefixlen'), '24');
  await page.keyboard.press('Control+Shift+z');
  assert.equal(await value(page, 'ifa_prefixlen'), '8');
  await page.reload();
  await page.locator('nl-workbench[ready]').waitFor(patience);
  assert.equal(await value(page, 'ifa_prefixlen'), '8');
  await done();
});

test('the tree is worked with keys alone, and searched', async () => {
  const { page, done } = await bench();
  await page.locator('nl-tree .rows').focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowLeft');
  assert.equal(await page.locator('nl-tree .line:not(.head)').count(), 1);
  await page.keyboard.press('ArrowRight');
  assert.ok(await page.locator('nl-tree .line:not(.head)').count() > 10);
  await page.keyboard.press('/');
  await page.keyboard.type('192.0.2.255');
  await page.locator('.seek .found', { hasText: '1 of 1 in message 3' }).waitFor(patience);
  assert.match(await page.locator('nl-tree .line.cursor').innerText(), /IFA_BROADCAST/);
  await page.locator('#field-find').fill('IFLA_MTU');
  await page.locator('.seek .found', { hasText: 'in message 2' }).waitFor(patience);
  assert.equal(await title(page), 'RTM_NEWLINK');
  await done();
});

test('two messages are compared by bytes and fields', async () => {
  const { page, done } = await bench();
  await page.locator('[data-do="copy"]').click();
  await line(page, 'IFA_LOCAL').locator('.c-value').click();
  await page.locator('input.edit').fill('192.0.2.9');
  await page.locator('input.edit').press('Enter');
  await page.locator('[data-do="compare"]').click();
  await page.locator('nl-messages .item').nth(2).click();
  assert.match(await page.locator('nl-compare .said').innerText(), /differ: 1/);
  assert.match((await page.locator('nl-compare tr.changed').innerText()).replace(/\s+/g, ' '), /IFA_LOCAL 192.0.2.9 192.0.2.1/);
  assert.equal(await page.locator('nl-compare .side:first-child .byte.differs').count(), 1);
  await done();
});

test('a link holds the messages and brings them back, and nothing goes to the server', async () => {
  const first = await bench();
  await first.page.locator('nl-messages .item').nth(2).click();
  await first.page.locator('[data-do="take"]').click();
  await first.page.locator('dialog.take input[value="link"]').check();
  const link = await first.page.locator('dialog.take:not(.build) textarea').inputValue();
  const before = await names(first.page);
  await first.done();
  const asked = [];
  const context = await here.browser.newContext();
  const { page, troubles } = await watch(context, here.server.url);
  page.on('request', r => asked.push(r.url()));
  await page.goto(link);
  await page.locator('nl-workbench[ready]').waitFor(patience);
  assert.deepEqual(await names(page), before);
  assert.match(await page.locator('.intake .said').innerText(), /4 messages from the link/);
  const packed = new URL(link).hash.slice(3);
  assert.ok(packed.length > 100 && !asked.some(u => u.includes(packed.slice(0, 40)) && !u.includes('#')));
  await page.goto(`${here.server.url}en/workbench#m=broken`);
  await page.locator('.intake .said', { hasText: 'damaged' }).waitFor(patience);
  assert.deepEqual(troubles, []);
  await context.close();
});

test('what is taken away comes back the same', async () => {
  const { page, done } = await bench();
  const size = await page.locator('.place').innerText();
  await page.locator('[data-do="take"]').click();
  for (const form of ['hex', 'hexdump', 'base64', 'c', 'go']) {
    await page.locator(`dialog.take input[value="${form}"]`).check();
    const text = await page.locator('dialog.take pre').innerText();
    await page.locator('dialog.take:not(.build) .shut').click();
    await paste(page, text);
    assert.equal(await title(page), 'RTM_NEWADDR', form);
    assert.match(await page.locator('.place').innerText(), /48 bytes/, `${form}: ${size}`);
    await page.locator('[data-do="take"]').click();
  }
  await page.locator('dialog.take input[value="pcap"]').check();
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('dialog.take:not(.build) .save').click()]);
  const file = readFileSync(await download.path());
  assert.equal(file.readUInt32LE(0), 0xa1b23c4d); // nanoseconds
  assert.equal(file.readUInt32LE(20), 253);
  await page.locator('dialog.take input[value="png"]').check();
  const [png] = await Promise.all([page.waitForEvent('download'), page.locator('dialog.take:not(.build) .save').click()]);
  assert.equal(readFileSync(await png.path()).subarray(1, 4).toString(), 'PNG');
  await done();
});

test('a message is sent to the kernel, and what comes back joins the list', async () => {
  const { page, done } = await bench();
  await paste(page, '20000000 1200 0503 07000000 00000000 00000000000000000000000000000000');
  assert.equal(await title(page), 'RTM_GETLINK');
  await page.locator('nl-run button.primary:not([hidden])').click();
  await page.locator('.verdict:has-text("✓")').waitFor(patience);
  assert.equal(await title(page), 'RTM_NEWLINK');
  assert.equal(await value(page, 'nlmsg_seq'), '7');
  assert.ok((await names(page)).includes('NLMSG_DONE'));
  await done();
});

test('a message is built by name, with nests that a selector chooses', async () => {
  const { page, done } = await bench();
  await page.locator('[data-do="new"]').click();
  await page.locator('#form-family').selectOption('rt-link');
  await page.locator('#form-operation').selectOption({ label: 'newlink' });
  const add = (within, name) => within.locator('> select').selectOption({ label: name });
  const top = page.locator('dialog.build fieldset > .nest');
  await add(top, 'IFLA_IFNAME');
  await page.locator('dialog.build input[aria-label="IFLA_IFNAME"]').fill('vlan7');
  await add(top, 'IFLA_LINKINFO');
  const info = top.locator('.attribute', { hasText: 'IFLA_LINKINFO' }).locator('.nest').first();
  await add(info, 'IFLA_INFO_KIND');
  await add(info, 'IFLA_INFO_DATA');
  await page.locator('dialog.build input[aria-label="IFLA_INFO_KIND"]').fill('vlan');
  await add(info.locator('.nest').first(), 'IFLA_VLAN_ID');
  await page.locator('dialog.build input[aria-label="IFLA_VLAN_ID"]').fill('seven');
  assert.match(await page.locator('dialog.build .said').innerText(), /IFLA_VLAN_ID: a number of 16 bits is needed/);
  await page.locator('dialog.build input[aria-label="IFLA_VLAN_ID"]').fill('7');
  await page.locator('dialog.build .put').click();
  assert.equal(await title(page), 'RTM_NEWLINK');
  assert.match(await value(page, 'IFLA_VLAN_ID'), /^7$/);
  assert.match(await value(page, 'IFLA_IFNAME'), /vlan7/);
  await done();
});

test('every message of the samples opens in the form and is built again byte for byte', async () => {
  const { page, done } = await bench();
  await page.locator('[data-do="clear"]').click();
  for (const name of ['address', 'class', 'families', 'links', 'routes', 'sockets']) await page.locator('#file').setInputFiles(fileURLToPath(sample(name)));
  await page.locator('.intake .said', { hasText: 'sockets.pcap' }).waitFor(patience);
  const opened = await page.evaluate(() => {
    const { bench, form } = document.querySelector('nl-workbench');
    return bench.items.map(item => {
      bench.select(item.id);
      form.reopen(item);
      const said = { name: document.querySelector('nl-workbench .title').textContent, note: form.note.textContent, same: form.made?.bytes.join() === item.bytes.join(), json: form.fields.querySelectorAll('textarea').length };
      form.dialog.close();
      return said;
    });
  });
  assert.ok(opened.length > 40, `${opened.length} messages`);
  for (const o of opened) {
    // The answer to a request with flags of its own has no type of its own.
    if (o.name === '0x0') assert.match(o.note, /not the same as what was opened/);
    else assert.ok(o.same, `${o.name}: ${o.note}`);
    assert.equal(o.json, 0, o.name);
  }
  assert.ok(opened.filter(o => !o.note).length > 30);
  await done();
});

test('a message is opened in the form, edited with records, bits and lists, and replaced', async () => {
  const { page, done } = await bench();
  const form = page.locator('dialog.build');
  await made(page, { op: 'rt-route/newroute', header: { rtm_family: 'AF_INET' }, attrs: { RTA_MULTIPATH: [{ rtnh_ifindex: 2, attrs: { RTA_GATEWAY: '192.0.2.1' } }, { rtnh_ifindex: 3 }] } });
  await page.locator('[data-do="reopen"]').click();
  assert.equal(await form.locator('input[aria-label="rtnh_ifindex"]').count(), 2);
  assert.equal(await form.locator('input[aria-label="RTA_GATEWAY"]').inputValue(), '192.0.2.1');
  await form.locator('input[aria-label="rtnh_ifindex"]').nth(1).fill('9');
  await form.locator('.items > li').nth(1).locator('.flag', { hasText: 'RTNH_F_ONLINK' }).click();
  await form.locator('.list > .more').click();
  await form.locator('input[aria-label="rtnh_ifindex"]').nth(2).fill('4');
  await form.locator('.items > li > .plain').first().click();
  const before = await page.locator('.count').innerText();
  await form.locator('.replace').click();
  assert.equal(await page.locator('.count').innerText(), before);
  assert.equal(await value(page, 'rtnh_ifindex'), '9');
  assert.match(await value(page, 'rtnh_flags'), /RTNH_F_ONLINK/);
  assert.equal(await line(page, 'RTA_GATEWAY').count(), 0);
  await page.keyboard.press('Control+z');
  assert.equal(await value(page, 'rtnh_ifindex'), '2');

  await made(page, { op: 'tc/newqdisc', attrs: { TCA_KIND: 'red', TCA_OPTIONS: { TCA_RED_FLAGS: { value: 1, selector: 3 } } } });
  await page.locator('[data-do="reopen"]').click();
  assert.equal(await form.locator('[aria-label="TCA_RED_FLAGS selector"]').inputValue(), '0x3');
  await form.locator('[aria-label="TCA_RED_FLAGS value"]').fill('2');
  await form.locator('.replace').click();
  assert.match((await page.locator('nl-tree').innerText()).replace(/\s+/g, ' '), /value 0x2/);

  await made(page, { op: 'tc/newqdisc', attrs: { TCA_KIND: 'fq', TCA_OPTIONS: { TCA_FQ_WEIGHTS: [5, 6] } } });
  await page.locator('[data-do="reopen"]').click();
  await form.locator('.list > .more').click();
  await form.locator('input[aria-label="TCA_FQ_WEIGHTS"]').nth(2).fill('7');
  assert.deepEqual(JSON.parse(await form.locator('#form-document').inputValue()).attrs.TCA_OPTIONS.TCA_FQ_WEIGHTS, [5, 6, 7]);
  await form.locator('.put').click();
  assert.match(await title(page), /RTM_NEWQDISC/);
  await done();
});

test('zh: what the codec refuses is said in Chinese, of the form and of the document', async () => {
  const { page, done } = await bench('zh');
  const form = page.locator('dialog.build');
  await page.locator('[data-do="reopen"]').click();
  await form.locator('input[aria-label="ifa_prefixlen"]').fill('many');
  assert.equal(await form.locator('.said').innerText(), 'header.ifa_prefixlen: 这里要填 8 位的数字，不能是"many"');
  await form.locator('summary').click();
  await form.locator('#form-document').fill('{\n "op": "rt-link/getlink",\n}');
  assert.equal(await form.locator('.said').innerText(), '第 3 行：这里应当是带引号的键');
  await form.locator('#form-document').fill('{"op": "rt-link/getlnk"}');
  assert.equal(await form.locator('.said').innerText(), 'op: rt-link 没有 "getlnk" 操作。是不是 getlink？');
  await done();
});

test('a family without a fixed id is built once the kernel has said which it has', async () => {
  const { page, done } = await bench();
  await page.locator('[data-do="new"]').click();
  await page.locator('#form-family').selectOption('ethtool');
  await page.locator('dialog.build .ask').click();
  await page.locator('dialog.build .put:not([disabled])').waitFor(patience);
  await page.locator('dialog.build .put').click();
  assert.match(await title(page), /ETHTOOL|ethtool/);
  await done();
});

test('a thousand links are listed first, without a thousand rows, and the one that is looked at follows', async () => {
  const { page, done } = await bench();
  const hex = readFileSync(sample('links')).subarray(24 + 16 * 4 + 16 * 4 + 32 + 52 + 40).subarray(0, 1468).toString('hex');
  const read = one => {
    const shown = () => document.querySelector('nl-tree .line:not(.head) .label').textContent;
    document.querySelector('#paste').value = one.repeat(1000);
    document.querySelector('.read-it').click();
    const rows = document.querySelectorAll('nl-messages .item');
    const seen = { rows: rows.length, named: Array.from(rows).every(r => r.querySelector('.name').textContent), title: document.querySelector('nl-workbench .title').textContent, first: shown() };
    return { ...seen, shown };
  };
  const seen = await page.evaluate(`(${read})(${JSON.stringify(hex)})`);
  assert.match(await page.locator('.count').innerText(), /1004/);
  assert.ok(seen.rows > 10 && seen.rows < 60 && seen.named, `${seen.rows} rows`);
  assert.equal(seen.title, 'RTM_NEWLINK');
  assert.equal(seen.first, 'RTM_NEWADDR');
  await page.locator('nl-tree .line:not(.head) .label', { hasText: /^RTM_NEWLINK$/ }).waitFor(patience);
  // A key that comes before that frame finds the message that the list says is looked at.
  await page.locator('[data-do="undo"]').click();
  assert.equal(await line(page, 'RTM_NEWADDR').count(), 1);
  const keyed = await page.evaluate(`(() => {
    const { first, shown } = (${read})(${JSON.stringify(hex)});
    document.querySelector('nl-tree .rows').dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }));
    return [first, shown()];
  })()`);
  assert.deepEqual(keyed, ['RTM_NEWADDR', 'RTM_NEWLINK']);
  await done();
});
