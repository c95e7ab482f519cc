// SPDX-License-Identifier: Apache-2.0

// Command wasm is the codec in the browser. It has no globals and calls no
// JavaScript: the page writes into one buffer of linear memory, calls an
// exported function, and reads the answer from another.
//
//	page                                   wasm
//	memory[input(n)..] = bytes
//	decode(n, protocol, big) ------------> nlmsg.Decode
//	memory[output()..+result]  <---------- JSON
//
// A result below zero is an error: its absolute value is the length of the
// JSON {"code":…,"path":…,"text":…} in the output.
package main

// main keeps the instance alive; the work is done in the exported functions.
func main() { select {} }
