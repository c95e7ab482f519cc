// SPDX-License-Identifier: Apache-2.0

package nlspecgen

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"go.yaml.in/yaml/v3"
)

// Load reads the kernel's specs in one folder and our own in another. Our file
// with a kernel spec's name amends it (see merge); any other is a family.
// The specs come in the order of their names.
func Load(kernel, own string) ([]*Spec, error) {
	docs, err := readDir(kernel)
	if err != nil {
		return nil, err
	}
	ours, err := readDir(own)
	if err != nil {
		return nil, err
	}
	for name, doc := range ours {
		if base, ok := docs[name]; ok {
			doc = merge(base, doc)
		}
		docs[name] = doc
	}
	var specs []*Spec
	for name, doc := range docs {
		s, err := decode(doc)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		specs = append(specs, s)
	}
	slices.SortFunc(specs, func(a, b *Spec) int { return order(a.Name, b.Name) })
	return specs, nil
}

// order sorts the tables that the others refer to, "netlink", first.
func order(a, b string) int {
	switch {
	case a == b:
		return 0
	case a == "netlink" || b != "netlink" && a < b:
		return -1
	}
	return 1
}

// readDir gives the documents of a folder's .yaml files by their names.
func readDir(dir string) (map[string]map[string]any, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("no .yaml files in %q", dir)
	}
	docs := map[string]map[string]any{}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		var doc map[string]any
		if err := yaml.Unmarshal(b, &doc); err != nil {
			return nil, fmt.Errorf("%s: %w", f, err)
		}
		name, _ := doc["name"].(string)
		if name == "" {
			return nil, fmt.Errorf("%s: %w", f, errNoName)
		}
		if _, twice := docs[name]; twice {
			return nil, fmt.Errorf("%s: family %q is there twice", f, name)
		}
		docs[name] = doc
	}
	return docs, nil
}

var errNoName = errors.New("the document has no name")

// decode turns a document into a Spec; an unknown key is an error.
func decode(doc map[string]any) (*Spec, error) {
	entries(doc)
	b, err := yaml.Marshal(doc)
	if err != nil {
		return nil, err
	}
	d := yaml.NewDecoder(bytes.NewReader(b))
	d.KnownFields(true)
	s := &Spec{}
	if err := d.Decode(s); err != nil {
		return nil, err
	}
	return s, nil
}

// entries writes entries that are only a name, or "name: value" of ours, in full.
func entries(doc map[string]any) {
	defs, _ := doc["definitions"].([]any)
	for _, d := range defs {
		def, _ := d.(map[string]any)
		list, _ := def["entries"].([]any)
		for i, e := range list {
			if name := fmt.Sprint(e); !isMap(e) {
				list[i] = map[string]any{"name": name}
			}
		}
	}
}

func isMap(v any) bool { _, ok := v.(map[string]any); return ok }

// merge lays ours over base: maps key by key, lists of named things by their
// names (formats by their values) with new ones at the end, all else replaced.
func merge(base, ours map[string]any) map[string]any {
	entries(base)
	entries(ours)
	for k, v := range ours {
		switch v := v.(type) {
		case map[string]any:
			if b, ok := base[k].(map[string]any); ok {
				base[k] = merge(b, v)
				continue
			}
		case []any:
			if b, ok := base[k].([]any); ok && len(v) > 0 && isMap(v[0]) {
				base[k] = mergeList(b, v)
				continue
			}
		}
		base[k] = v
	}
	return base
}

func mergeList(base, ours []any) []any {
	for _, v := range ours {
		item, key := v.(map[string]any), "name"
		if _, named := item["name"]; !named {
			key = "value"
		}
		at := slices.IndexFunc(base, func(b any) bool {
			m, ok := b.(map[string]any)
			return ok && m[key] == item[key] && item[key] != nil
		})
		if at < 0 {
			base = append(base, v)
			continue
		}
		base[at] = merge(base[at].(map[string]any), item)
	}
	return base
}
