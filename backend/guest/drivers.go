// SPDX-License-Identifier: Apache-2.0

package guest

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// drivers are the kernel modules that lessons load: the netlink families that
// are not built in, and devices to make and watch.
var drivers = []string{
	"nlmon", "dummy", "veth",
	"inet_diag", "tcp_diag", "udp_diag", "unix_diag", "netlink_diag", "af_packet_diag",
	"nfnetlink", "nfnetlink_log", "nf_tables", "nf_conntrack_netlink",
	"xfrm_user", "crypto_user", "ib_core", "scsi_transport_iscsi", "smc",
}

// driver is a module file with the modules that must be loaded before it.
type driver struct {
	name string
	path string // in the SDK, below lib/modules/RELEASE
	deps []string
}

// moduleName is the name that the kernel knows a module's file by.
func moduleName(path string) string {
	name, _, _ := strings.Cut(filepath.Base(path), ".ko")
	return strings.ReplaceAll(name, "-", "_")
}

// readDependencies reads modules.dep (modules.dep(5)): "path: path path …", a
// module's dependencies with the one to load first at the end.
func readDependencies(r io.Reader) (map[string]driver, error) {
	all := map[string]driver{}
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, 1<<20)
	for sc.Scan() {
		path, rest, ok := strings.Cut(sc.Text(), ":")
		if !ok {
			return nil, fmt.Errorf("modules.dep: no colon in %q", sc.Text())
		}
		d := driver{name: moduleName(path), path: path}
		for _, dep := range strings.Fields(rest) {
			d.deps = append(d.deps, moduleName(dep))
		}
		slices.Reverse(d.deps)
		all[d.name] = d
	}
	return all, sc.Err()
}

// dependencies reads the SDK's modules.dep.
func (s sdk) dependencies() (map[string]driver, error) {
	f, err := os.Open(filepath.Join(s.dir, "lib/modules", s.release, "modules.dep"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readDependencies(f)
}

// selectDrivers gives the wanted modules and all they need, by name. A wanted
// module that the kernel does not have is left out: it may be built in.
func selectDrivers(s sdk, wanted []string) ([]driver, error) {
	all, err := s.dependencies()
	if err != nil {
		return nil, err
	}
	chosen := map[string]driver{}
	for _, name := range wanted {
		d, ok := all[name]
		if !ok {
			continue
		}
		chosen[name] = d
		for _, dep := range d.deps {
			chosen[dep] = all[dep]
		}
	}
	list := make([]driver, 0, len(chosen))
	for _, d := range chosen {
		list = append(list, d)
	}
	slices.SortFunc(list, func(a, b driver) int { return strings.Compare(a.name, b.name) })
	return list, nil
}

// readDriver gives a module's ELF bytes, however the SDK keeps it.
func readDriver(s sdk, d driver) ([]byte, error) {
	path := filepath.Join(s.dir, "lib/modules", s.release, d.path)
	if err := s.check(path); err != nil {
		return nil, err
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if b, err = expand(d.path, b); err != nil {
		return nil, fmt.Errorf("%s: %w", d.path, err)
	}
	return b, nil
}
