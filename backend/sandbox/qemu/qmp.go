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
	// Not after the greeting: the answer then comes together with it.
	const leave = "qmp_capabilities"
	if err := q.write(leave, nil); err != nil {
		return nil, err
	}
	var m qmpMessage
	if err := q.dec.Decode(&m); err != nil {
		return nil, fmt.Errorf("qmp greeting: %w", err)
	}
	if m.Greeting == nil {
		return nil, fmt.Errorf("qmp: no greeting")
	}
	_, err := q.answer(leave)
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
	if err := q.write(command, args); err != nil {
		return nil, err
	}
	return q.answer(command)
}

func (q *qmp) write(command string, args any) error {
	b, err := json.Marshal(struct {
		Execute   string `json:"execute"`
		Arguments any    `json:"arguments,omitempty"`
	}{command, args})
	if err != nil {
		return err
	}
	if _, err := q.conn.Write(b); err != nil {
		return fmt.Errorf("qmp %s: %w", command, err)
	}
	return nil
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

// save writes the devices' state to the file that was given as name, without the
// memory that is shared with others anyway, and waits for the end of that, which
// is told by an event. The state says whether the guest ran: then a machine that
// loads it runs.
func (q *qmp) save(ctx context.Context, name string) error {
	if err := q.ignoreShared(ctx); err != nil {
		return err
	}
	return q.until(ctx, "MIGRATION", "completed", "migrate", map[string]string{"uri": "fd:" + name})
}

// load reads the devices' state from one of the process's own descriptors and
// waits until the guest runs. ignoreShared has to come before.
func (q *qmp) load(ctx context.Context, fd int) error {
	return q.until(ctx, "RESUME", "", "migrate-incoming", map[string]string{"uri": fmt.Sprintf("fd:%d", fd)})
}

// loadStopped does the same in a process that was told to stay stopped then.
func (q *qmp) loadStopped(ctx context.Context, fd int) error {
	return q.until(ctx, "MIGRATION", "completed", "migrate-incoming", map[string]string{"uri": fmt.Sprintf("fd:%d", fd)})
}

// resume lets the guest of such a process run.
func (q *qmp) resume(ctx context.Context) error { return q.until(ctx, "RESUME", "", "cont", nil) }

// ignoreShared leaves shared memory out of what is saved and loaded.
func (q *qmp) ignoreShared(ctx context.Context) error {
	caps := []map[string]any{{"capability": "x-ignore-shared", "state": true}, {"capability": "events", "state": true}}
	_, err := q.do(ctx, "migrate-set-capabilities", map[string]any{"capabilities": caps})
	return err
}

// until executes a command and waits for its result and for an event.
func (q *qmp) until(ctx context.Context, event, status, command string, args any) error {
	stop := q.bound(ctx)
	defer stop()
	if err := q.write(command, args); err != nil {
		return err
	}
	for returned, happened := false, false; !returned || !happened; {
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
		case m.Event == event && m.Data.Status == status:
			happened = true
		}
	}
	return nil
}
