// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
)

// findingOf is the finding with a name, or the zero one.
func findingOf(e *examination, name string) finding {
	for _, f := range e.Checks {
		if f.Name == name {
			return f
		}
	}
	return finding{}
}

func TestDoctorWithoutImage(t *testing.T) {
	d := doctor{machine: machineFlags{cache: t.TempDir(), accel: "auto"}, addr: "127.0.0.1:0", purpose: "run"}
	e := d.examine(t.Context(), true)
	if e.Healthy {
		t.Error("healthy without a guest image")
	}
	if f := findingOf(e, "image"); f.Status != checkMissing || f.Fix != "netlinklab image build" {
		t.Errorf("image: %+v", f)
	}
	if f := findingOf(e, "port"); f.Status != checkOK {
		t.Errorf("port: %+v", f)
	}
	var b bytes.Buffer
	e.conclude(&b)
	if !strings.HasPrefix(b.String(), "not healthy: ") {
		t.Errorf("conclusion %q", &b)
	}
}

func TestDoctorWithoutQEMU(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	d := doctor{machine: machineFlags{cache: t.TempDir(), accel: "auto"}, addr: "127.0.0.1:0", purpose: "test"}
	e := d.examine(t.Context(), true)
	for name, pkg := range map[string]string{"qemu": "qemu-system-x86", "mmdebstrap": "mmdebstrap", "bwrap": "bubblewrap", "chromium": "chromium", "tshark": "tshark"} {
		if f := findingOf(e, name); f.Status != checkMissing || f.Fix != "apt-get install "+pkg {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

// TestDoctorJSONKeys keeps the keys that other programs read.
func TestDoctorJSONKeys(t *testing.T) {
	d := doctor{machine: machineFlags{cache: t.TempDir()}, addr: "127.0.0.1:0", purpose: "run"}
	b, err := json.Marshal(d.examine(t.Context(), true))
	if err != nil {
		t.Fatal(err)
	}
	var keys map[string]json.RawMessage
	if err := json.Unmarshal(b, &keys); err != nil {
		t.Fatal(err)
	}
	for _, k := range []string{"healthy", "version", "kvm", "accel", "qemu", "sdk", "kernel", "isolation", "compiler", "checks"} {
		if _, ok := keys[k]; !ok {
			t.Errorf("no key %q in %s", k, b)
		}
	}
	if bytes.Contains(b, []byte("null")) {
		t.Errorf("a list is null: %s", b)
	}
}

func TestDoctorOnThisMachine(t *testing.T) {
	if os.Getenv("NETLINKLAB_VM") == "" {
		t.Skip("boots machines; set NETLINKLAB_VM=1 to ask for it")
	}
	d := doctor{machine: machineFlags{accel: "auto"}, addr: "127.0.0.1:0", purpose: "test"}
	e := d.examine(t.Context(), true)
	for _, f := range e.Checks {
		if f.Status == checkMissing {
			t.Errorf("%s: %s (%s)", f.Name, f.Value, f.Fix)
		}
	}
	for _, name := range []string{"machine", "module", "standby", "kvm", "jail-seccomp", "jail-user", "jail-namespaces"} {
		if findingOf(e, name).Name == "" {
			t.Errorf("nothing was said of %s", name)
		}
	}
	if !slices.Contains([]string{"kvm", "tcg"}, e.Accel) || e.KVM.Why == "" || e.Kernel == "" || e.QEMU == "" {
		t.Errorf("accel %q, kvm %+v, kernel %q, qemu %q", e.Accel, e.KVM, e.Kernel, e.QEMU)
	}
}

func TestAskServer(t *testing.T) {
	answer := func(status int, body string) string {
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/x/healthz" {
				t.Errorf("asked for %s", r.URL.Path)
			}
			w.WriteHeader(status)
			fmt.Fprint(w, body)
		}))
		t.Cleanup(s.Close)
		return s.URL + "/x/"
	}
	for _, tt := range []struct {
		name, url, says string
		ok              bool
	}{
		{"ok", answer(200, `{"status":"ok","accel":"tcg","kernel":"6.12","warm":2,"live":3,"waiting":0,"version":"v1"}`), "ok, kernel 6.12 with tcg, 2 machines warm, 3 in all, 0 learners waiting, v1", true},
		{"degraded", answer(503, `{"status":"degraded","reason":"no guest image has been built","version":"v1"}`), "degraded (no guest image has been built), v1", false},
		{"another's", answer(200, `{"up":true}`), "", false},
		{"no JSON", answer(404, "nothing here"), "", false},
		{"nobody", "http://127.0.0.1:1", "", false},
	} {
		var b bytes.Buffer
		err := askServer(t.Context(), &b, tt.url, false)
		if (err == nil) != tt.ok || tt.says != "" && !strings.Contains(b.String(), tt.says) {
			t.Errorf("%s: %v, said %q", tt.name, err, &b)
		}
	}
}

func TestPortHeldByNetlinklab(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{"status":"ok"}`) }))
	defer s.Close()
	addr := strings.TrimPrefix(s.URL, "http://")
	if f := checkPort(t.Context(), addr); f.Status != checkOK || !strings.Contains(f.Value, "netlinklab is serving") {
		t.Errorf("%+v", f)
	}
	stranger := httptest.NewServer(http.NotFoundHandler())
	defer stranger.Close()
	if f := checkPort(t.Context(), strings.TrimPrefix(stranger.URL, "http://")); f.Status != checkNote || !strings.Contains(f.Value, "process") {
		t.Errorf("%+v", f)
	}
}

func TestDoctorFlags(t *testing.T) {
	root := newRootCommand()
	root.SetArgs([]string{"doctor", "--for", "fun"})
	var e *exitError
	if err := root.ExecuteContext(context.Background()); !errors.As(err, &e) || e.code != exitUsage {
		t.Errorf("doctor -for fun: %v", err)
	}
}
