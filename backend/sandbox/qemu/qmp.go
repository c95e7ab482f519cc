// SPDX-License-Identifier: Apache-2.0

package qemu

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// qmp speaks QEMU's machine protocol (docs/interop/qmp-spec of QEMU): JSON
// objects, a greeting first, then answers in order with events in between.
type qmp struct {
	conn net.Conn
	dec  *json.Decoder
}

type qmpMessage struct {
	Greeting *json.RawMessage `json:"QMP"`
	Return   *json.RawMessage `json:"return"`
	Error    *struct {
		Class string `json:"class"`
		Desc  string `json:"desc"`
	} `json:"error"`
	Event string `json:"event"`
	Data  struct {
		Status string `json:"status"`
	} `json:"data"`
}

// newQMP reads the greeting and leaves negotiation mode.
func newQMP(ctx context.Context, conn net.Conn) (*qmp, error) {
	q := &qmp{conn: conn, dec: json.NewDecoder(conn)}
	stop := q.bound(ctx)
	defer stop()
	var m qmpMessage
	if err := q.dec.Decode(&m); err != nil {
		return nil, fmt.Errorf("qmp greeting: %w", err)
	}
	if m.Greeting == nil {
		return nil, fmt.Errorf("qmp: no greeting")
	}
	_, err := q.do(ctx, "qmp_capabilities", nil)
	return q, err
}

// bound makes reads and writes fail when ctx ends.
func (q *qmp) bound(ctx context.Context) (stop func() bool) {
	return context.AfterFunc(ctx, func() { _ = q.conn.SetDeadline(time.Unix(1, 0)) })
}

// do executes a command and gives its result.
func (q *qmp) do(ctx context.Context, command string, args any) (json.RawMessage, error) {
	stop := q.bound(ctx)
	defer stop()
	b, err := json.Marshal(struct {
		Execute   string `json:"execute"`
		Arguments any    `json:"arguments,omitempty"`
	}{command, args})
	if err != nil {
		return nil, err
	}
	if _, err := q.conn.Write(b); err != nil {
		return nil, fmt.Errorf("qmp %s: %w", command, err)
	}
	return q.answer(command)
}

// answer reads up to a command's result, passing over events.
func (q *qmp) answer(command string) (json.RawMessage, error) {
	for {
		var m qmpMessage
		if err := q.dec.Decode(&m); err != nil {
			return nil, fmt.Errorf("qmp %s: %w", command, err)
		}
		switch {
		case m.Error != nil:
			return nil, fmt.Errorf("qmp %s: %s", command, m.Error.Desc)
		case m.Return != nil:
			return *m.Return, nil
		}
	}
}

// giveFile hands QEMU an open file under a name, for "fd:NAME".
func (q *qmp) giveFile(ctx context.Context, name string, f *os.File) error {
	conn, ok := q.conn.(*net.UnixConn)
	if !ok {
		return fmt.Errorf("qmp: descriptors need a unix socket, not %T", q.conn)
	}
	stop := q.bound(ctx)
	defer stop()
	b, err := json.Marshal(map[string]any{"execute": "getfd", "arguments": map[string]string{"fdname": name}})
	if err != nil {
		return err
	}
	if _, _, err := conn.WriteMsgUnix(b, unix.UnixRights(int(f.Fd())), nil); err != nil {
		return fmt.Errorf("qmp getfd: %w", err)
	}
	_, err = q.answer("getfd")
	return err
}

// migration runs a migrate or migrate-incoming command and waits for its end,
// which is told by events.
func (q *qmp) migration(ctx context.Context, command, uri string) error {
	caps := []map[string]any{{"capability": "x-ignore-shared", "state": true}, {"capability": "events", "state": true}}
	if _, err := q.do(ctx, "migrate-set-capabilities", map[string]any{"capabilities": caps}); err != nil {
		return err
	}
	stop := q.bound(ctx)
	defer stop()
	b, err := json.Marshal(map[string]any{"execute": command, "arguments": map[string]string{"uri": uri}})
	if err != nil {
		return err
	}
	if _, err := q.conn.Write(b); err != nil {
		return fmt.Errorf("qmp %s: %w", command, err)
	}
	returned := false
	completed := false
	for !returned || !completed {
		var m qmpMessage
		if err := q.dec.Decode(&m); err != nil {
			return fmt.Errorf("qmp %s: %w", command, err)
		}
		switch {
		case m.Error != nil:
			return fmt.Errorf("qmp %s: %s", command, m.Error.Desc)
		case m.Return != nil:
			returned = true
		case m.Event == "MIGRATION" && m.Data.Status == "failed":
			return fmt.Errorf("qmp %s: migration failed", command)
		case m.Event == "MIGRATION" && m.Data.Status == "completed":
			completed = true
		}
	}
	return nil
}
