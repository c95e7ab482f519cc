// SPDX-License-Identifier: Apache-2.0

package labproto

import (
	"bytes"
	"reflect"
	"testing"
)

func TestInputThereAndBack(t *testing.T) {
	for _, in := range []Input{
		{Run: 7, Step: MaxSteps - 1, Data: bytes.Repeat([]byte{3}, MaxInput)},
		{Run: 1 << 31, EOF: true},
		{},
	} {
		got, err := ParseInput(in.AppendPayload(nil))
		if err != nil || !reflect.DeepEqual(got, in) {
			t.Errorf("%+v became %+v, %v", in, got, err)
		}
	}
}

func TestInputsThatAreRefused(t *testing.T) {
	for _, in := range []Input{{Step: MaxSteps}, {Data: make([]byte, MaxInput+1)}} {
		if _, err := ParseInput(in.AppendPayload(nil)); err == nil {
			t.Errorf("step %d, %d bytes: taken", in.Step, len(in.Data))
		}
	}
}
