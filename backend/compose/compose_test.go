// SPDX-License-Identifier: Apache-2.0

package compose_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"netlinklab/backend/compose"
	"netlinklab/backend/listing"
	"netlinklab/wasm/intake"
	"netlinklab/wasm/labproto"
	"netlinklab/wasm/nlmsg"
)

var options = compose.Options{Protocol: 30}

func one(t *testing.T, text string, o compose.Options) compose.Packet {
	t.Helper()
	all, err := compose.Parse([]byte(text), o)
	if err != nil || len(all) != 1 {
		t.Fatalf("%s\n%d packets, %v", text, len(all), err)
	}
	return all[0]
}

const echo = "150000001000000001000000000000006865"

func TestForms(t *testing.T) {
	for text, want := range map[string]string{
		`{"type":16,"seq":1,"hex":"68 65"}`:                                                "12000000100000000100000000000000" + "6865",
		`{"type":"NLTEST_ECHO","flags":"NLM_F_REQUEST|NLM_F_ACK","length":99,"text":"he"}`: "63000000100005000000000000000000" + "6865",
		`{"type":16,"length":"0xffffffff","pid":-1}`:                                       "ffffffff1000000000000000ffffffff",
		`{"big_endian":true,"type":16,"text":"he"}`:                                        "00000012001000000000000000000000" + "6865",
		`{"messages":[{"type":16,"text":"h"},{"type":17,"text":"e"}]}`:                     "11000000100000000000000000000000" + "68000000" + "11000000110000000000000000000000" + "65",
		`{"protocol":"NETLINK_ROUTE","type":"RTM_GETADDR","hex":"0000000000000000","attributes":[{"type":"IFA_LABEL","text":"lo","length":9},{"type":3,"u16":258,"pad":false}]}`:       "26000000160000000000000000000000" + "0000000000000000" + "090003006c6f0000" + "060003000201",
		`{"protocol":0,"type":16,"hex":"00000000000000000000000000000000","attributes":[{"type":"IFLA_LINKINFO|NLA_F_NESTED","attributes":[{"type":"IFLA_INFO_KIND","text":"gre"}]}]}`: "2c000000100000000000000000000000" + "00000000000000000000000000000000" + "0c001280" + "0700010067726500",
		`{"steps":[{"actor":"a","op":"open","protocol":"NETLINK_ROUTE"},{"actor":"a","op":"send","data":"` + echo + `"}]}`:                                                             echo,
		`{"nodes":[{"name":"x","children":[{"bytes":"1500000010000000"},{"bytes":"0100000000000000"}]},{"bytes":"6865","offset":77}]}`:                                                 echo,
		`{"op":"rt-link/getlink","flags":["NLM_F_REQUEST"],"header":{"ifi_index":1}}`:                                                                                                  "20000000120001000100000000000000" + "00000000010000000000000000000000",
		`{"protocol":0,"type":26,"attributes":[{"type":1,"u8":1},{"type":2,"u64":1},{"type":3,"u32":"-1"}],"hex":"000000000000000000000000"}`:                                          "38000000" + "1a000000" + "0000000000000000" + "000000000000000000000000" + "0500010001000000" + "0c0002000100000000000000" + "08000300ffffffff",
	} {
		if got := hex.EncodeToString(one(t, text, options).Data); got != want {
			t.Errorf("%s\nis  %s\nnot %s", text, got, want)
		}
	}
	p := one(t, `{"attrs":{"IFLA_IFNAME":"lo"}}`, compose.Options{Op: "rt-link/getlink"})
	if p.Protocol != 0 || !bytes.Contains(p.Data, []byte("lo\x00")) {
		t.Errorf("an operation of the caller's: %+v", p)
	}
	all, err := compose.Parse([]byte("{\"type\":16}\n{\"type\":17,\"protocol\":16}\n"), options)
	if err != nil || len(all) != 2 || all[0].Protocol != 30 || all[1].Protocol != 16 {
		t.Errorf("two documents: %+v, %v", all, err)
	}
}

func TestErrors(t *testing.T) {
	for text, path := range map[string]string{
		`{"type":"NLTEST_NOTHING"}`:                                "type",
		`{"type":70000}`:                                           "type",
		`{"type":16,"len":3}`:                                      "len",
		`{"type":16,"attributes":[{"type":1},{"u8":1}]}`:           "attributes[1]",
		`{"type":16,"attributes":[{"type":1,"u8":256}]}`:           "attributes[0].u8",
		`{"type":16,"attributes":[{"type":1,"attributes":[1]}]}`:   "attributes[0].attributes[0]",
		`{"type":16,"hex":"0"}`:                                    "hex",
		`{"messages":[{"type":16},{"type":16,"pad":1}]}`:           "messages[1].pad",
		`{"protocol":"NETLINK_NOTHING","type":16}`:                 "protocol",
		`{"nodes":[{"children":[{"bytes":"00"},{"bytes":"0g"}]}]}`: "nodes[0].children[1].bytes",
		`{"nodes":[{"value":"1","children":[]}]}`:                  "nodes[0]",
		`{"nodes":[{"bytes":"00","value":"1"}]}`:                   "nodes[0].value",
		`{"steps":[{"actor":"a","op":"nothing"}]}`:                 "steps[0].op",
		`{"steps":[{"actor":"a","op":"open","protocol":0}]}`:       "steps",
		`{"op":"rt-link/newlink","attrs":{"IFLA_NOTHING":1}}`:      "attrs.IFLA_NOTHING",
		"{\"type\":16}\n{\"type\":16,\"seq\":\"x\"}":               "document 2: seq",
		`{"type":16`: "", `{}`: "", ``: "", `7`: "",
	} {
		_, err := compose.Parse([]byte(text), options)
		var at *labproto.PathError
		if !errors.As(err, &at) || at.Path != path || at.Text == "" {
			t.Errorf("%s: %v, not an error at %q", text, err, path)
		}
	}
	_, err := compose.Parse([]byte("{\n \"type\": 16,\n \"seq\": }"), options)
	if err == nil || !strings.HasPrefix(err.Error(), "line 3, column 9: ") {
		t.Errorf("a syntax error: %v", err)
	}
}

// document is the tree of some bytes as decode -json prints it.
func document(b []byte, o nlmsg.Options) (listing.Document, []byte) {
	d := listing.NewDocument(nlmsg.Decode(b, o), o)
	text, err := json.Marshal(d)
	if err != nil {
		panic(err)
	}
	return d, text
}

// TestSamplesComeBack encodes the trees of real messages.
func TestSamplesComeBack(t *testing.T) {
	files, err := filepath.Glob("../../static/js/workbench/samples/*.pcap")
	if err != nil || len(files) < 3 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range intake.Read(b).Messages {
			_, text := document(m.Data, nlmsg.Options{Protocol: m.Protocol})
			if p := one(t, string(text), options); !bytes.Equal(p.Data, m.Data) || p.Protocol != m.Protocol {
				t.Errorf("%s: % x comes back as % x", file, m.Data, p.Data)
			}
		}
	}
}

// TestEditedTree changes values of a decoded message.
func TestEditedTree(t *testing.T) {
	b, _ := hex.DecodeString("28000000" + "12000100" + "0100000000000000" + "00000000000000000000000000000000" + "07000300" + "6c6f0000")
	for _, c := range []struct{ from, to, want string }{
		// The lengths around it follow.
		{`"value":"\"lo\\0\"","bytes":"6c6f00"`, `"value":"\"eth12\\0\"","bytes":"6c6f00"`,
			"2c000000" + "12000100" + "0100000000000000" + "00000000000000000000000000000000" + "0a000300" + "65746831320000" + "00"},
		{`"value":"\"lo\\0\"","children":[`, `"value":"\"eth1\\0\"","children":[`,
			"2c000000" + "12000100" + "0100000000000000" + "00000000000000000000000000000000" + "09000300" + "6574683100000000"},
		// A wrong one stays.
		{`"value":"40"`, `"value":"99"`, "63000000" + "12000100" + "0100000000000000" + "00000000000000000000000000000000" + "07000300" + "6c6f0000"},
		{`"value":"RTM_GETLINK"`, `"value":"RTM_DELLINK"`, "28000000" + "11000100" + "0100000000000000" + "00000000000000000000000000000000" + "07000300" + "6c6f0000"},
		{`"value":"\"lo\\0\"","bytes":"6c6f00"`, `"bytes":"6c6f78"`, "28000000" + "12000100" + "0100000000000000" + "00000000000000000000000000000000" + "07000300" + "6c6f7800"},
	} {
		_, text := document(b, nlmsg.Options{})
		if !strings.Contains(string(text), c.from) {
			t.Fatalf("no %s in %s", c.from, text)
		}
		edited := strings.Replace(string(text), c.from, c.to, 1)
		if got := hex.EncodeToString(one(t, edited, options).Data); got != c.want {
			t.Errorf("%s for %s\nis  %s\nnot %s", c.to, c.from, got, c.want)
		}
	}
}

// FuzzTree has the tree of any bytes come back as these bytes, and whatever text
// there is refused or read.
func FuzzTree(f *testing.F) {
	f.Add([]byte("\x15\x00\x00\x00\x10\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00hello"), int32(30), false)
	f.Add([]byte(`{"nodes":[{"bytes":"00","value":"1","children":[{"bytes":""}]}]}`), int32(0), true)
	f.Add([]byte(`{"type":"RTM_GETLINK","attributes":[{"type":"IFLA_LINKINFO","length":3,"attributes":[{"type":1,"u8":1}]}]}`), int32(0), true)
	f.Fuzz(func(t *testing.T, b []byte, protocol int32, big bool) {
		if all, err := compose.Parse(b, options); (err == nil) != (len(all) > 0) {
			t.Fatalf("%d packets, %v", len(all), err)
		}
		if len(b) == 0 || len(b) > 4096 || protocol < 0 || protocol > 255 {
			return
		}
		_, text := document(b, nlmsg.Options{Protocol: protocol, BigEndian: big})
		all, err := compose.Parse(text, options)
		if err != nil || len(all) != 1 || !bytes.Equal(all[0].Data, b) {
			t.Fatalf("% x comes back as %+v, %v\n%s", b, all, err, text)
		}
	})
}
