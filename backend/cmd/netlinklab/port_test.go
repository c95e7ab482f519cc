// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"net"
	"os"
	"slices"
	"strings"
	"testing"
)

func TestListeners(t *testing.T) {
	const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0
   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 4712 1 0 100 0 0 10 0
   2: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4713 1 0 100 0 0 10 0
   3: short
`
	if got := listeners(table, 8080); !slices.Equal(got, []string{"4711"}) {
		t.Errorf("listeners on 8080: %v", got)
	}
	if got := listeners(table, 81); got != nil {
		t.Errorf("listeners on 81: %v", got)
	}
}

func TestListenNamesTheHolder(t *testing.T) {
	held, err := listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	addr := held.Addr().String()
	l, err := listen(addr)
	if err == nil {
		l.Close()
		t.Fatal("the port could be had twice")
	}
	for _, want := range []string{addr, fmt.Sprintf("(process %d)", os.Getpid()), "-addr 127.0.0.1:"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in: %v", want, err)
		}
	}
}

func TestFreePortIsFree(t *testing.T) {
	held, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	p := freePort(held.Addr().String())
	if p <= held.Addr().(*net.TCPAddr).Port {
		t.Errorf("port %d is not after %v", p, held.Addr())
	}
	if got := freePort("nonsense"); got != 8081 {
		t.Errorf("without a port: %d", got)
	}
}
