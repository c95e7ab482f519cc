// SPDX-License-Identifier: Apache-2.0

package jsondoc_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"

	"netlinklab/wasm/jsondoc"
)

func TestParse(t *testing.T) {
	const text = `{"b": [1, -2.5e3, "é\n\ud83d\ude00", true, null], "a": {"n": 18446744073709551615}}`
	v, err := jsondoc.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if got := string(v.Append(nil)); got != `{"b":[1,-2.5e3,"é\n😀",true,null],"a":{"n":18446744073709551615}}` {
		t.Errorf("%s", got)
	}
	if n := v.Get("a").Get("n"); n.Kind != jsondoc.Number || n.Text != "18446744073709551615" {
		t.Errorf("%+v", n)
	}
	if v.Get("c") != nil {
		t.Error("a key that is not there was found")
	}
}

func TestMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"":               "line 1: a value is expected: a number, a text in quotes, true, false, […] or {…}",
		"{\n\"a\":1,\n}": "line 3: a key in quotes is expected",
		`{"a":1,"a":2}`:  `line 1: the key "a" stands here twice`,
		`[1 2]`:          "line 1: a comma or ] is expected",
		`01`:             "line 1: nothing more is expected here",
		`"\q"`:           `line 1: after \ one of " \ / b f n r t u is expected`,
		`"a`:             "line 1: the closing quote of a text is missing",
		`1 2`:            "line 1: nothing more is expected here",
	} {
		if _, err := jsondoc.Parse([]byte(text)); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func theirs(b []byte) (v any, err error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	err = d.Decode(&v)
	return v, err
}

// FuzzParse compares with encoding/json: what is accepted means the same there.
func FuzzParse(f *testing.F) {
	for _, s := range []string{`{"a":[1,2.5e-3,"x\u0041",true,false,null]}`, `"\ud800"`, `-0`, `[[[]]]`, "\x00"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		v, err := jsondoc.Parse(b)
		if err != nil {
			return
		}
		want, err := theirs(b)
		if err != nil {
			t.Fatalf("%q is accepted here, not there: %v", b, err)
		}
		if got, err := theirs(v.Append(nil)); err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("%q became %s (%v)", b, v.Append(nil), err)
		}
	})
}
