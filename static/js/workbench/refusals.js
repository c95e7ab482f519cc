// SPDX-License-Identifier: Apache-2.0
// What the codec says about a document that it does not build, in Chinese. The
// codec knows its sentences in one language, and a second one in it would cost
// every reader bytes: packages wasm/nlbuild and wasm/jsondoc are where they come
// from, and a test finds the one that is missing here.

/** The sentences, with {…} for what differs; the first that fits counts. @type {[string, string][]} */
export const refusals = [
  ['line {n}: {what}', '第 {n} 行：{what}'],
  ['{what}; write the bytes in hex, or attributes as "#number"', '{what}；请用十六进制写出字节，或者用 "#编号" 指明各属性'],
  ['{what}; write the bytes in hex', '{what}；请用十六进制写出字节'],
  ['{what}: did you mean {name}?', '{what}。是不是 {name}？'],
  ['{what}: names are such as {name}', '{what}。名称例如 {name}'],
  ['this holds nothing when {what}', '此处不应有内容：{what}'],

  ['in a list of attributes each stands alone: {"NAME": value}', '属性写成列表时，每一项只含一个属性：{"名称": 值}'],
  ['attributes are an object {"NAME": value, …}, not {kind}', '属性要写成对象 {"名称": 值, …}，不能是{kind}'],
  ['nobody knows what these attributes are called: write #number', '这些属性没有已知的名称，请写 #编号'],
  ['what an attribute says of itself is $type, $raw, $value or $index', '属性自身的说明只有 $type、$raw、$value 和 $index'],
  ['this is {n} bytes, and nla_len counts to 65535', '这里有 {n} 字节，而 nla_len 最大为 65535'],
  ['this is {n} bytes, and there is room for {room}', '这里有 {n} 字节，只放得下 {room} 字节'],
  ['this is {n} bytes, and {room} are needed', '这里有 {n} 字节，应为 {room} 字节'],
  ['this text has {n} bytes, and there is room for {room}', '这段文本有 {n} 字节，只放得下 {room} 字节'],
  ['the address family in the message\'s header does not say how this is written', '消息头里的地址族不能确定这里的格式'],
  ['an address has a member that says its family: sin_family or sin6_family', '地址要写出表示地址族的成员：sin_family 或 sin6_family'],
  ['{name} has to say how this is written', '这里的格式要由 {name} 决定'],
  ['the tables do not know how this is written when {name} is {value}', '{name} 为 {value} 时，表里没有这里的格式'],

  ['a message is an object such as {"op": "rt-link/getlink"}, or a list of them', '消息是一个对象，例如 {"op": "rt-link/getlink"}，或由这样的对象组成的列表'],
  ['a message is an object such as {"op": "rt-link/getlink"}', '消息是一个对象，例如 {"op": "rt-link/getlink"}'],
  ['a message has no such part', '消息没有这个成员'],
  ['"payload" is all of the message: leave "header" and "attrs" out', '"payload" 就是消息的全部内容，不能再写 "header" 和 "attrs"'],
  ['this message has no fixed header', '这种消息没有固定头部'],
  ['a whole number of {n} bits is needed', '这里要填 {n} 位的整数'],
  ['an operation is a family and a name, such as "rt-link/getlink"', '操作由协议族和名称组成，例如 "rt-link/getlink"'],
  ['no family is called {name}', '没有名为 {name} 的协议族'],
  ['{family} has no operation {name}', '{family} 没有 {name} 操作'],
  ['no part is called {name}', '没有名为 {name} 的消息种类'],
  ['this operation has no {name}', '这个操作没有 {name}'],
  ['a message needs "op", such as "rt-link/getlink", or "protocol" and "type"', '消息要有 "op"（例如 "rt-link/getlink"），或者有 "protocol" 和 "type"'],
  ['kernels give {name} an id at run time: ask nlctrl/getfamily for it and write it as "id"', '{name} 的编号由内核在运行时分配：用 nlctrl/getfamily 查询，再写到 "id" 里'],
  ['no flag is called {name}; names are NLM_F_REQUEST, NLM_F_ACK, NLM_F_DUMP, …, numbers "0x300"', '没有名为 {name} 的标志；名称如 NLM_F_REQUEST、NLM_F_ACK、NLM_F_DUMP，数字如 "0x300"'],

  ['struct {name} is an object {…}, not {kind}', 'struct {name} 要写成对象 {…}，不能是{kind}'],
  ['struct {name} has no such member', 'struct {name} 没有这个成员'],
  ['this is a list […], not {kind}', '这里要写成列表 […]，不能是{kind}'],
  ['this is a list of up to {n}', '这里是列表，最多 {n} 项'],
  ['this is a list of structs […], not {kind}', '这里要写成结构体的列表 […]，不能是{kind}'],
  ['this is a list of numbers […], not {kind}', '这里要写成数字的列表 […]，不能是{kind}'],
  ['this has two members: "value" and "selector"', '这里只有两个成员："value" 和 "selector"'],
  ['this has two parts: "header" and "attrs"', '这里只有两部分："header" 和 "attrs"'],
  ['this is an object {"header": {…}, "attrs": {…}}, not {kind}', '这里要写成对象 {"header": {…}, "attrs": {…}}，不能是{kind}'],
  ['this is a list of objects {…, "attrs": {…}}, not {kind}', '这里要写成对象的列表 {…, "attrs": {…}}，不能是{kind}'],
  ['a flag is true, or is left out', '标志属性只能是 true，或者不写'],
  ['a number is needed as the key', '键必须是数字'],
  ['in this list each number stands alone: {"1": value}', '列表的每一项只含一个编号：{"1": 值}'],
  ['this is an object with numbers as keys, {"1": {…}}, not {kind}', '这里要写成以数字为键的对象 {"1": {…}}，不能是{kind}'],

  ['nothing more is expected here', '到这里应当已经结束'],
  ['lists and objects stand too deep in each other', '列表和对象嵌套过深'],
  ['a value is expected: a number, a text in quotes, true, false, […] or {…}', '这里应当是值：数字、带引号的文本、true、false、[…] 或 {…}'],
  ['a comma or } is expected', '这里应当是逗号或 }'],
  ['a comma or ] is expected', '这里应当是逗号或 ]'],
  ['a key in quotes is expected', '这里应当是带引号的键'],
  ['the key {name} stands here twice', '键 {name} 在这里出现了两次'],
  ['a colon is expected after a key', '键的后面应当是冒号'],
  ['digits are expected behind the point', '小数点后面应当是数字'],
  ['digits are expected in the exponent', '指数部分应当是数字'],
  ['digits are expected', '这里应当是数字'],
  ['the text is not UTF-8', '文本不是 UTF-8 编码'],
  ['no control characters may stand inside a text (write \\n)', '文本里不能直接出现控制字符（请写成 \\n）'],
  ['the closing quote of a text is missing', '文本缺少结尾的引号'],
  ['after \\ one of " \\ / b f n r t u is expected', '\\ 的后面应当是 " \\ / b f n r t u 之一'],
  ['four hex digits are expected', '这里应当是四位十六进制数字'],

  ['{what} is needed, not {kind}', '这里要填{what}，不能是{kind}'],
  ['a number is needed: decimal, 0x… or kernel names joined by |', '要填数字：十进制、0x…，或用 | 连接的内核常量名'],
  ['an address is needed, such as 10.0.0.1, fe80::1 or 02:00:00:00:00:01', '要填地址，例如 10.0.0.1、fe80::1 或 02:00:00:00:00:01'],
  ['{what} is needed: {why}', '这里要填{what}：{why}'],
  ['the set {prefix}… has no such attribute', '属性集 {prefix}… 里没有这个属性'],
  ['the number does not fit the field', '这个数字超出了字段的范围'],
  ['hex bytes need two digits each, such as 68 65', '十六进制字节要写满两位，例如 68 65'],
  ['padding keeps its length', '填充的长度不能改变'],

  ['a number of {n} bits', ' {n} 位的数字'],
  ['a number, or names joined by "|"', '数字，或用 "|" 连接的名称'],
  ['a number or a name', '数字或名称'],
  ['an errno such as -22 or EINVAL', '错误号，例如 -22 或 EINVAL'],
  ['an address family such as AF_INET', '地址族，例如 AF_INET'],
  ['a hardware address such as 02:00:00:00:00:01', '硬件地址，例如 02:00:00:00:00:01'],
  ['an address such as 10.0.0.1 or fe80::1', '地址，例如 10.0.0.1 或 fe80::1'],
  ['a UUID', ' UUID'],
  ['hex bytes in quotes', '带引号的十六进制字节'],
  ['true or false', '布尔值'],
  ['a number', '数字'],
  ['a text', '文本'],
  ['a list', '列表'],
  ['an object', '对象'],
];

/** A place for what differs is a word in braces; {"op": …} and {…} are themselves. */
const place = /\{([a-z]+)\}/g;

/** @type {{pattern: RegExp, said: string}[] | undefined} */
let patterns;

/** inChinese gives what the codec said, in Chinese; what has no words here stays as it is. @param {string} text @returns {string} */
export function inChinese(text) {
  patterns ??= refusals.map(([english, said]) => ({
    pattern: new RegExp(`^${english.split(place).map((part, i) => (i % 2 ? `(?<${part}>.+)` : part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))).join('')}$`, 's'),
    said,
  }));
  for (const { pattern, said } of patterns) {
    const found = pattern.exec(text);
    if (found) return said.replace(place, (all, name) => (found.groups && name in found.groups ? inChinese(found.groups[name]) : all));
  }
  return text;
}

/** inWords gives what the codec said, in the page's language. @param {string} text */
export const inWords = text => (document.documentElement.lang.startsWith('zh') ? inChinese(text) : text);
