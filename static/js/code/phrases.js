// SPDX-License-Identifier: Apache-2.0
// The editor's own words in the page's language.
import { EditorState } from '@codemirror/state';

const zh = {
  'Find': '查找', 'Replace': '替换为', 'next': '下一个', 'previous': '上一个', 'all': '全部', 'match case': '区分大小写',
  'regexp': '正则表达式', 'by word': '整词', 'replace': '替换', 'replace all': '全部替换', 'close': '关闭',
  'current match': '当前匹配', 'on line': '在第几行', 'replaced $ matches': '替换了 $ 处', 'replaced match on line $': '替换了第 $ 行的匹配',
  'Go to line': '跳到行', 'go': '跳转', 'Diagnostics': '诊断', 'No diagnostics': '没有诊断',
  'Control character': '控制字符', 'Selection deleted': '已删除所选内容', '$ unchanged lines': '$ 行未改动',
};

/** phrases translates what CodeMirror says; English is its own. */
export const phrases = () => (document.body.dataset.lang === 'zh' ? EditorState.phrases.of(zh) : []);
