// SPDX-License-Identifier: Apache-2.0

package labproto

import (
	"errors"
	"unicode/utf8"
)

// A payload is a list of fields: tag (1 byte), length (uvarint), value.
// Numbers are uvarints inside the value (signed ones zig-zag), zero values are
// left out.

// What is wrong with a payload.
var (
	ErrField  = errors.New("payload has a field that runs past its end")
	ErrNumber = errors.New("payload has a number that does not fit its field")
	ErrText   = errors.New("payload has a text that is too long or not UTF-8")
	ErrCount  = errors.New("payload has more fields of one kind than the limit")
)

func appendField(dst []byte, tag byte, value []byte) []byte {
	if len(value) == 0 {
		return dst
	}
	dst = append(dst, tag)
	dst = appendUvarint(dst, uint64(len(value)))
	return append(dst, value...)
}

func appendText(dst []byte, tag byte, s string) []byte {
	if s == "" {
		return dst
	}
	dst = append(dst, tag)
	dst = appendUvarint(dst, uint64(len(s)))
	return append(dst, s...)
}

func appendUint(dst []byte, tag byte, v uint64) []byte {
	if v == 0 {
		return dst
	}
	return appendUintZero(dst, tag, v)
}

// appendUintZero writes v even if it is 0, for elements of a list.
func appendUintZero(dst []byte, tag byte, v uint64) []byte {
	var b [maxVarint]byte
	return appendField(dst, tag, appendUvarint(b[:0], v))
}

func appendInt(dst []byte, tag byte, v int64) []byte {
	return appendUint(dst, tag, uint64(v<<1)^uint64(v>>63))
}

func appendBool(dst []byte, tag byte, v bool) []byte {
	if !v {
		return dst
	}
	return append(dst, tag, 1, 1)
}

// fields walks a payload. The first error sticks and ends the walk.
type fields struct {
	rest  []byte
	tag   byte
	value []byte
	err   error
}

// next moves to the next field; it is false at the end and after an error.
func (f *fields) next() bool {
	if f.err != nil || len(f.rest) == 0 {
		return false
	}
	n, size := uvarint(f.rest[1:])
	if size <= 0 || n > uint64(len(f.rest)-1-size) {
		f.err = ErrField
		return false
	}
	start := 1 + size
	f.tag, f.value, f.rest = f.rest[0], f.rest[start:start+int(n)], f.rest[start+int(n):]
	return true
}

// uint reads the value as a number of at most max.
func (f *fields) uint(max uint64) uint64 {
	v, size := uvarint(f.value)
	if size != len(f.value) || size == 0 || v > max {
		f.fail(ErrNumber)
		return 0
	}
	return v
}

func (f *fields) u32() uint32 { return uint32(f.uint(1<<32 - 1)) }

func (f *fields) int() int64 {
	v := f.uint(1<<64 - 1)
	return int64(v>>1) ^ -int64(v&1)
}

func (f *fields) i32() int32 {
	v := f.int()
	if int64(int32(v)) != v {
		f.fail(ErrNumber)
		return 0
	}
	return int32(v)
}

func (f *fields) bool() bool { return f.uint(1) == 1 }

// text reads the value as UTF-8 of at most max bytes.
func (f *fields) text(max int) string {
	if len(f.value) > max || !utf8.Valid(f.value) {
		f.fail(ErrText)
		return ""
	}
	return string(f.value)
}

// bytes copies the value, of at most max bytes.
func (f *fields) bytes(max int) []byte {
	if len(f.value) > max {
		f.fail(ErrCount)
		return nil
	}
	return append([]byte(nil), f.value...)
}

func (f *fields) fail(err error) {
	if f.err == nil {
		f.err = err
	}
}
